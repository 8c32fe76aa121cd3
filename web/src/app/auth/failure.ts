import { textOf } from '../model/errors';

const EXPLANATIONS: Record<string, string> = {
  'Connection failed': 'The server can’t be reached. Check your connection and try again.',
  'Connection error': 'The server can’t be reached. Check your connection and try again.',
  'Operation failed by disconnect': 'The server ended the connection. Please try again.',
  'Username is already in use': 'Somebody has this username already.',
  'User with this email already exists': 'There is an account with this e-mail address already.',
  'Email not found': 'No account has this e-mail address.',
  'Email verification is declined': 'This was declined from the mail we sent.',
  'Email verification failed by timeout': 'The link in the mail wasn’t opened in time. Please try again.',
  'New password should be at least 6 characters': 'The password needs at least 6 characters.',
};

/** What to show on the screens before the sign-in. */
export function failureText(failure: unknown): string {
  const text = textOf(failure);
  return EXPLANATIONS[text] ?? text;
}
