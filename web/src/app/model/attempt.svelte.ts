import { textOf } from './errors';

/** Something a dialog asks of the server: one at a time, with the reason why it failed. */
export class Attempt {
  busy = $state(false);
  error = $state('');

  /** Resolves to whether it succeeded. */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = '';
    try {
      await action();
      return true;
    } catch (failure) {
      this.error = textOf(failure);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
