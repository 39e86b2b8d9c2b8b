import { type ReactNode, Suspense } from 'react';
import type { Outcome } from '#lib/queries/settle.ts';
import { Settled, type SettledProps } from './settled.tsx';

const graceMs = 200;
const late = Symbol('late');

const afterGrace = (): Promise<typeof late> => new Promise((resolve) => setTimeout(() => resolve(late), graceMs));

/**
 * A panel in its own frame and Suspense. What is there within 200 ms comes with the page itself, because React shows whatever comes
 * after the first paint 300 ms later; what takes longer leaves its frame meanwhile, and the neighbours go on.
 */
export async function Soon<T>({ of, title, loading, children }: SettledProps<T> & { loading: ReactNode }) {
  const first: Outcome<T> | typeof late = await Promise.race([of, afterGrace()]);
  const panel = (
    <Settled of={of} title={title}>
      {children}
    </Settled>
  );
  return first === late ? <Suspense fallback={loading}>{panel}</Suspense> : panel;
}
