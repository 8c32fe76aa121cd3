/** The sentence to show for whatever a call rejected with. */
export function textOf(error: unknown): string {
  if (error && typeof error === 'object') {
    const { error: refused, message, reason } = error as { error?: unknown; message?: unknown; reason?: unknown };
    for (const text of [refused, message, reason]) if (typeof text === 'string' && text) return text;
  }
  return typeof error === 'string' && error ? error : 'Something went wrong. Please try again.';
}
