import type { Attempt } from './attempt.svelte';

/** The picture somebody gives to himself, a chat or a space: chosen, cut, and stored by one call. */
export class IconChoice {
  /** Chosen, and being cut. */
  picture = $state.raw<{ bitmap: ImageBitmap; type: string } | null>(null);

  constructor(
    readonly attempt: Attempt,
    readonly store: (file: File | null) => Promise<unknown>,
  ) {}

  /** Takes the file from the input, which may be asked for the same one again. */
  async take(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    this.attempt.error = '';
    try {
      this.picture = { bitmap: await createImageBitmap(file), type: file.type };
    } catch {
      this.attempt.error = 'This file is no picture your browser can show.';
    }
  }

  /** Null: none any more. */
  async save(file: File | null): Promise<void> {
    if (await this.attempt.run(() => this.store(file))) this.cancel();
  }

  cancel(): void {
    this.picture = null;
  }
}
