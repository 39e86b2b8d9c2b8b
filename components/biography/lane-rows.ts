import type { EventSort } from '#lib/audit/search/bins.ts';

/** A window in epoch ms: lanes are drawn in shares of it, so that they need no script to stand where they belong. */
export type Frame = { from: number; to: number };

/** How a stretch is drawn: by height and pattern first, by colour second. */
export type SpanLook =
  | 'running'
  | 'around'
  | 'life'
  | 'healthy'
  | 'changing'
  | 'degraded'
  | 'failing'
  | 'unknown'
  | 'quiet'
  | 'version'
  | 'chosen'
  | 'named';

/** A stretch of a lane; `x` and `width` in percent of it. */
export type SpanItem = {
  x: number;
  width: number;
  look: SpanLook;
  /** Stands inside, as far as there is room. */
  label: string | null;
  said: string;
  href: string | null;
};

/** An instant of a lane, or several that stand too close to be parted. */
export type MarkItem = { x: number; sort: EventSort; count: number; said: string; href: string | null };

/** Of how many there were in a step; `share` of the greatest. */
export type BarItem = { x: number; width: number; share: number; said: string; href: string | null };

export type LaneRow = { label: string } & (
  | { type: 'spans'; spans: readonly SpanItem[] }
  | { type: 'marks'; marks: readonly MarkItem[] }
  | { type: 'bars'; bars: readonly BarItem[] }
);

export const rowHeights = { spans: 20, marks: 22, bars: 20 } as const satisfies Record<LaneRow['type'], number>;

const rounded = (share: number): number => Math.round(share * 1e5) / 1e3;

/** Where an instant stands, percent of the frame; not held to its edges. */
export const placeOf = (at: number, { from, to }: Frame): number => rounded((at - from) / (to - from));

/** A stretch cut to the frame, or null where it lies outside. A short one is still seen. */
export function stretchIn({ from, to }: { from: number; to: number }, frame: Frame): { x: number; width: number } | null {
  if (to < frame.from || from > frame.to) return null;
  const x = Math.max(0, placeOf(from, frame));
  return { x, width: Math.max(0.15, rounded(Math.min(1, (to - frame.from) / (frame.to - frame.from)) - x / 100)) };
}

/** A number in at most four characters: it stands under a mark, and in full in its words. */
export const shortCount = (count: number): string =>
  count < 1000 ? String(count) : count < 1e6 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1e6)}M`;
