import type { Tone } from './words.ts';

/** How an hour of a trail is shown and said, the worst first; the states are those of lib/audit/trail/verdicts.ts. */
export const hourStateRows = {
  altered: { word: 'altered', tone: 'failing', isFault: true },
  missing: { word: 'missing', tone: 'failing', isFault: true },
  unproved: { word: 'unproved', tone: 'unknown', isFault: true },
  'never-delivered': { word: 'never delivered', tone: 'degraded', isFault: true },
  off: { word: 'logging was off', tone: 'quiet', isFault: false },
  'not-yet-due': { word: 'not yet due', tone: 'quiet', isFault: false },
  backfilled: { word: 'backfilled', tone: 'changing', isFault: false },
  verified: { word: 'verified', tone: 'healthy', isFault: false },
} as const satisfies Record<string, { word: string; tone: Tone; isFault: boolean }>;

export type HourStateId = keyof typeof hourStateRows;
export const hourStateIds = Object.keys(hourStateRows) as HourStateId[];
