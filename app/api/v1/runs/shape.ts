import { z } from 'zod';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import type { RunRow } from '#lib/queries/runs.ts';

/** One collector's pass over one account and Region, as the API tells it. */
export const run = z.object({
  id: z.int(),
  collector: z.string(),
  account: z.string(),
  region: z.string(),
  purpose: z.string(),
  status: z.string(),
  windowFrom: instant.nullable(),
  windowTo: instant.nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
  counts: z.record(z.string(), z.number()),
  calls: z.int(),
  retries: z.int(),
  metricsRequested: z.int(),
  priceUsd: z.number(),
  failures: z.int(),
  open: z.int().describe('Failures that no later run has repaired'),
  words: z.array(z.string()),
});

export const toldRun = (row: RunRow): z.infer<typeof run> => ({
  ...row,
  counts: { ...row.counts },
  words: [...row.words],
  windowFrom: isoOrNull(row.windowFrom),
  windowTo: isoOrNull(row.windowTo),
  startedAt: iso(row.startedAt),
  endedAt: isoOrNull(row.endedAt),
});
