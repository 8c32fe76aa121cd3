import { textOf } from './errors';

export interface Notice {
  key: number;
  kind: 'error' | 'info';
  text: string;
}

const SHOWN_MS = 7_000;

/** Short messages in the corner. Errors are announced at once to screen readers, the rest politely. */
export class Notices {
  list = $state<Notice[]>([]);
  #next = 0;

  error(text: string): void {
    this.#show('error', text);
  }

  /** Says why it failed. Resolves to whether it succeeded. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (failure) {
      this.error(textOf(failure));
      return false;
    }
  }

  info(text: string): void {
    this.#show('info', text);
  }

  dismiss(key: number): void {
    this.list = this.list.filter((notice) => notice.key !== key);
  }

  #show(kind: Notice['kind'], text: string): void {
    if (this.list.some((notice) => notice.text === text)) return;
    const key = this.#next++;
    this.list.push({ key, kind, text });
    setTimeout(() => this.dismiss(key), SHOWN_MS);
  }
}
