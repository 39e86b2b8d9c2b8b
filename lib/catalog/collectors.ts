import { minuteMs } from '#lib/time.ts';
import { table } from './table.ts';

/** Collectors as the collection page speaks of them. A collector that is no row is shown by its id. */
export const collectorRows = {
  inventory: { feeds: 'what exists, its state and configuration', hasWindow: false },
  metrics: { feeds: 'charts, and health that rests on them', hasWindow: true },
  audit: { feeds: 'who changed what', hasWindow: true },
  trails: { feeds: 'who changed what, from the log files of trails', hasWindow: false },
  scaling: { feeds: 'when endpoints scaled, and why they could not', hasWindow: false },
  alarms: { feeds: 'alarms and alarm coverage', hasWindow: false },
  workforce: { feeds: 'who labels what, and how fast', hasWindow: false },
} as const satisfies Record<string, { feeds: string; hasWindow: boolean }>;

export type CollectorName = keyof typeof collectorRows;

export const collectorNames = Object.keys(collectorRows) as CollectorName[];

/** A source that answered nothing for this long is late: every collector looks every two minutes at most. */
export const lateAfterMs = 15 * minuteMs;

export const purposeWords = table<string>({
  live: 'live',
  backfill: 'history',
  repair: 'repair of holes',
  demand: 'asked for by a page',
});
