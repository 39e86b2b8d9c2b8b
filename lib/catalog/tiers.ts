import { minuteMs } from '#lib/time.ts';

/**
 * How often a series is asked for, by who needs it: CloudWatch bills each metric in each request and keeps one-minute points for 15 days, so
 * freshness costs and resolution does not. Points are always asked for at their finest period.
 */
export const tierRows = {
  screen: { everyMs: minuteMs, words: 'on screen' },
  watched: { everyMs: 2 * minuteMs, words: 'watched by a rule' },
  normal: { everyMs: 5 * minuteMs, words: 'normal' },
  idle: { everyMs: 60 * minuteMs, words: 'idle' },
} as const satisfies Record<string, { everyMs: number; words: string }>;

export type Tier = keyof typeof tierRows;
export const tierIds = Object.keys(tierRows) as Tier[];

/** The wait between two requests for a series of each tier, in milliseconds of the clock; a budget may make it longer. */
export type Pace = Readonly<Record<Tier, number>>;

export const usualPace: Pace = {
  screen: tierRows.screen.everyMs,
  watched: tierRows.watched.everyMs,
  normal: tierRows.normal.everyMs,
  idle: tierRows.idle.everyMs,
};

/** The figure of a run that says how many series of a tier there were. */
export const sizeOf = (tier: Tier): string => `of ${tier}`;
