import type { SfuSpaceRole } from '../../sdk';

/** Offered for roles. */
export const ROLE_COLORS = [
  '#5448e0', '#2f6fde', '#0f8a8a', '#1a8450', '#7a8a12', '#c47a00', '#d0552c', '#d02c3f', '#c0307f', '#6b6b7b',
] as const;

/** A role's colour for style sheets: the protocol lets it be any text. */
export function roleColor({ color }: Pick<SfuSpaceRole, 'color'>): string {
  return /^#[0-9a-f]{6}$/i.test(color) ? color : 'var(--muted)';
}
