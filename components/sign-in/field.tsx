import type { ComponentProps } from 'react';

/** A labelled input, as tall as a finger. */
export const Field = ({ label, hint, ...rest }: ComponentProps<'input'> & { label: string; hint?: string }) => (
  <label className="door-field">
    <span>{label}</span>
    <input className="field" required {...rest} />
    {hint !== undefined && <span className="text-ink-3">{hint}</span>}
  </label>
);

/** What went wrong, said aloud by screen readers as it appears. */
export const Problem = ({ why }: { why: string }) => (
  <div role="alert">{why !== '' && <p className="door-problem">{why}</p>}</div>
);
