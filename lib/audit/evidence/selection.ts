import type { HourStateId } from '#lib/catalog/hour-states.ts';
import type { Sampling, Stratum } from './sample.ts';

/** What a pack holds and how it was chosen; times as ISO 8601. The same as of the same instant, whoever of the same rights asks. */
export type Selection = {
  format: string;
  team: string;
  /** What the asker sees: other events than of these teams are not in the population. */
  seenBy: { teams: 'all' | readonly string[]; text: 'finds everybody by name' | 'finds only the asker by name' };
  window: { from: string; to: string };
  /** Only what Trailwatch had received by then. */
  asOf: string;
  filter: { words: string; url: string };
  people: 'by their names' | 'under pseudonyms';
  population: number;
  sample: (Sampling & { method: string; strata: readonly Stratum[] }) | null;
};

/** What differs from one making of a pack to the next. */
export type Made = { madeAt: string; askedBy: { kind: string; name: string } };

/** Of one account and Region, epoch ms: how far its events are complete, and what stands in the way. */
export type PackCoverage = {
  account: string;
  region: string;
  completeFrom: number | null;
  completeTo: number | null;
  blocked: { word: string; code: string; since: number } | null;
};

/** One trail in a Region, hour by hour. Epoch ms. */
export type PackStrip = {
  bucket: string;
  trail: string;
  region: string;
  accounts: number;
  hours: readonly { at: number; state: HourStateId }[];
  verifiedAt: number;
};

/** One event as the report and events.csv tell of it. */
export type PackEvent = {
  account: string;
  region: string;
  eventId: string;
  at: number;
  sentence: string;
  result: string;
  team: string | null;
  integrity: string;
  /** Where its record stands; null where it could not be had any more. */
  record: { file: string; offset: number; bytes: number; sha256: string } | null;
};
