import { z } from 'zod';
import { absence, asWindow, instant, iso, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { factorFor, selectMinMax } from '#lib/metrics/downsample.ts';
import { pointBytes } from '#lib/metrics/point-bytes.ts';
import { getSeries, readSeriesPoints } from '#lib/queries/series-points.ts';
import { dayMs } from '#lib/time.ts';

/** Minutes and other short steps, and steps of which roll-ups are kept. */
const longestDays = { short: 32, rolled: 456 } as const;
const rolledSeconds = 300;
const media = 'application/vnd.trailwatch.points';
const layout =
  'Little-endian: "TWP1", the length of the header (uint32), the header (JSON, filled up with spaces to a multiple of 8 bytes from the start: from and gaps as in the JSON answer but in epoch milliseconds, step in seconds, count, values float32 or float64, series), count offsets from `from` in milliseconds (Float64), then of each series count values (0 where there is none) and a bit for each, from the lowest, that is 1 where there is one; both filled up to multiples of 8 bytes.';

/** Who prefers bytes says so by `format`, or accepts nothing else. */
const wantsBytes = (request: Request, format: string | undefined): boolean =>
  format === undefined ? request.headers.get('accept')?.trim() === media : format === 'binary';

export const GET = operation({
  id: 'readPoints',
  summary: 'Values of one series in steps, and why there is none where there is none',
  permission: 'read',
  params: z.object({ account: z.string().regex(/^\d{12}$/), id: z.coerce.number().int().min(0).max(2_147_483_647) }),
  query: z.object({
    ...asWindow,
    step: z.coerce.number().int().multipleOf(60).min(60).max(86_400).default(60).describe('Seconds, whole minutes'),
    columns: z.coerce
      .number()
      .int()
      .min(2)
      .max(10_000)
      .optional()
      .describe('At most so many values, as wide as a chart: of each stretch its least and its greatest, none averaged'),
    format: z.enum(['json', 'binary']).optional().describe(`binary: ${media}, also by Accept`),
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
    bytes: { media, description: layout },
  },
  act: async ({ request, caller, params, query, now }) => {
    const window = windowOf(query, now);
    const days = longestDays[query.step % rolledSeconds === 0 ? 'rolled' : 'short'];
    if (window.to - window.from > days * dayMs) {
      throw new TrailwatchError('invalid', `from: at most ${days} days are read at once.`, {
        mend: `Ask for less, or in steps of ${rolledSeconds} seconds or a multiple, for up to ${longestDays.rolled} days.`,
      });
    }
    const series = await getSeries(caller.scope, params);
    const read = await readSeriesPoints(caller.scope, series, { ...window, stepMs: query.step * 1000, now });
    const factor = query.columns === undefined ? 1 : factorFor(read.values.length, query.columns);
    const values = selectMinMax(read.values, factor);
    const step = query.step * factor;
    if (wantsBytes(request, query.format)) {
      const { namespace, metric, statistic, unit } = series;
      const gaps = read.gaps.map((gap) => ({ ...gap, from: gap.from * 1000, to: gap.to * 1000 }));
      const header = {
        from: read.from,
        step,
        combined: read.combined,
        gaps,
        series: [{ name: `${namespace} ${metric}`, statistic, unit }],
      };
      const bytes = pointBytes({ header, stepMs: step * 1000, columns: [values] });
      return new Response(bytes, { headers: { 'Content-Type': media, 'Cache-Control': 'no-store', Vary: 'Accept' } });
    }
    return {
      from: iso(read.from),
      step,
      combined: read.combined,
      values,
      gaps: read.gaps.map(({ from, to, absence, why }) => ({ from: iso(from * 1000), to: iso(to * 1000), absence, why })),
    };
  },
});
