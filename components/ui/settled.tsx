import type { ReactNode } from 'react';
import type { Outcome } from '#lib/queries/settle.ts';
import { PanelFailed } from './panel-states.tsx';

export type SettledProps<T> = { of: Promise<Outcome<T>>; title?: ReactNode; children: (value: T) => ReactNode };

/** A panel's data when it is there, or the failed state in the panel's own frame; the neighbours go on. */
export async function Settled<T>({ of, title, children }: SettledProps<T>) {
  const outcome = await of;
  if (outcome.ok) return children(outcome.value);
  return <PanelFailed {...(title === undefined ? {} : { title })} sentence={outcome.sentence} requestId={outcome.requestId} />;
}
