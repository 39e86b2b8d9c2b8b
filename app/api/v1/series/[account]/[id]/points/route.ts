import { z } from 'zod';
import { absence, asWindow, instant, iso, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { getSeries, readSeriesPoints } from '#lib/queries/series-points.ts';
import { dayMs } from '#lib/time.ts';

const longestMs = 32 * dayMs;

export const GET = operation({
  id: 'readPoints',
  summary: 'Values of one series in steps, and why there is none where there is none',
  permission: 'read',
  params: z.object({ account: z.string().regex(/^\d{12}$/), id: z.coerce.number().int().min(0).max(2_147_483_647) }),
  query: z.object({
    ...asWindow,
    step: z.coerce.number().int().multipleOf(60).min(60).max(86_400).default(60).describe('Seconds, whole minutes'),
  }),
  answers: {
    status: 200,
    body: z.object({
      from: instant.describe('Of the first value'),
      step: z.int().describe('Seconds from one value to the next'),
      combined: z.string().describe('How minutes became steps; percentiles are never averaged'),
      values: z.array(z.number().nullable()),
      gaps: z.array(z.object({ from: instant, to: instant, absence, why: z.string() })),
    }),
  },
  act: async ({ caller, params, query, now }) => {
    const window = windowOf(query, now);
    if (window.to - window.from > longestMs) throw new TrailwatchError('invalid', 'from: at most 32 days are read at once.');
    const series = await getSeries(caller.scope, params);
    const read = await readSeriesPoints(caller.scope, series, { ...window, stepMs: query.step * 1000, now });
    return {
      from: iso(read.from),
      step: query.step,
      combined: read.combined,
      values: read.values,
      gaps: read.gaps.map(({ from, to, absence, why }) => ({ from: iso(from * 1000), to: iso(to * 1000), absence, why })),
    };
  },
});
