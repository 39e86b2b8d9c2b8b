import { minuteMs } from '#lib/time.ts';

/** From so many refusals in a row an account is left alone between tries: its passes are not even begun. */
export const opensAfter = 3;

/** A role that was just made works within seconds; one that was taken away does not come back by being asked for. */
const waitsMs = [20_000, 20_000, minuteMs, 2 * minuteMs, 5 * minuteMs, 10 * minuteMs, 20 * minuteMs, 30 * minuteMs];
const longestMs = 60 * minuteMs;

/** How long to wait before a role that was refused so many times in a row is asked for again. */
export const waitMsAfter = (refusals: number): number => waitsMs[refusals - 1] ?? longestMs;
