import { Verbosity } from './enums';

/** Where lines go: an object with the methods of the console. */
export type Log = Pick<Console, 'error' | 'warn' | 'info' | 'debug' | 'trace'>;

const METHODS = ['error', 'warn', 'info', 'debug', 'trace'] as const;

/**
 * What a client tells of itself, for those who look for faults: names of calls and events with their ids, states, ends.
 * What people write, passwords and tokens are never in it.
 */
export class Logger {
  readonly #level: Verbosity;
  readonly #prefix: () => string;
  readonly #log: Log;

  constructor(level: Verbosity = Verbosity.ERROR, prefix: () => string = () => '', log: Log = console) {
    this.#level = level;
    this.#prefix = prefix;
    this.#log = log;
  }

  error = (text: string): void => this.#write(Verbosity.ERROR, text);
  warn = (text: string): void => this.#write(Verbosity.WARN, text);
  info = (text: string): void => this.#write(Verbosity.INFO, text);
  debug = (text: string): void => this.#write(Verbosity.DEBUG, text);
  trace = (text: string): void => this.#write(Verbosity.TRACE, text);

  #write(level: Verbosity, text: string): void {
    if (level > this.#level) return;
    const prefix = this.#prefix();
    this.#log[METHODS[level]](prefix ? `${prefix} ${text}` : text);
  }
}
