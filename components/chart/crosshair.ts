/** The instant under the crosshair of the whole page, in epoch seconds; null when there is none. */
type Listener = (at: number | null) => void;

const listeners = new Set<Listener>();
let current: number | null = null;

/** Calls `listener` with every new instant; returns what ends that. */
export function watchCrosshair(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const crosshairAt = (): number | null => current;

export function moveCrosshair(at: number | null): void {
  if (at === current) return;
  current = at;
  for (const listener of listeners) listener(at);
}
