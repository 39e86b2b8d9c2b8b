import type { Tone } from './words.ts';

/**
 * How an hour of a trail is shown and said, the worst first; the states are those of lib/audit/trail/verdicts.ts.
 * `tall`, of 12: what is wrong stands taller, so that a strip is read without its colours, too.
 */
export const hourStateRows = {
  altered: { word: 'altered', tone: 'failing', isFault: true, tall: 12 },
  missing: { word: 'missing', tone: 'failing', isFault: true, tall: 12 },
  unproved: { word: 'unproved', tone: 'unknown', isFault: true, tall: 9 },
  'never-delivered': { word: 'never delivered', tone: 'degraded', isFault: true, tall: 9 },
  off: { word: 'logging was off', tone: 'quiet', isFault: false, tall: 2 },
  'not-yet-due': { word: 'not yet due', tone: 'quiet', isFault: false, tall: 2 },
  backfilled: { word: 'backfilled', tone: 'changing', isFault: false, tall: 5 },
  verified: { word: 'verified', tone: 'healthy', isFault: false, tall: 5 },
} as const satisfies Record<string, { word: string; tone: Tone; isFault: boolean; tall: number }>;

export type HourStateId = keyof typeof hourStateRows;
export const hourStateIds = Object.keys(hourStateRows) as HourStateId[];
