import type { PlotRole } from '#lib/catalog/plot.ts';

const dashed: Partial<Record<PlotRole, string>> = { ghost: '2 2', wanted: '3 2' };

/** The token that a role is drawn in. */
export const roleToken = (role: PlotRole): string =>
  role === 'running' ? '--text' : role === 'wanted' ? '--text-2' : `--${role}`;

/** A short stretch of the line that a series is drawn with. */
export function Swatch({ role }: { role: PlotRole }) {
  return (
    <svg width="11" height="3" viewBox="0 0 11 3" aria-hidden="true" className="self-center">
      <path d="M0 1.5h11" stroke={`var(${roleToken(role)})`} strokeWidth="2" strokeDasharray={dashed[role]} />
    </svg>
  );
}
