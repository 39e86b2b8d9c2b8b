import { minuteMs } from '#lib/time.ts';

export const account = '111122223333';
/** Fifteen days that end at noon: half a day is live, as it is on an average moment. */
export const window = { from: Date.parse('2026-11-04T12:00:00Z'), to: Date.parse('2026-11-19T12:00:00Z') };
export const minutes = (window.to - window.from) / minuteMs;
