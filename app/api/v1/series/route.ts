import { z } from 'zod';
import { resourceKey } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { getResource } from '#lib/queries/resources.ts';
import { listResourceSeries } from '#lib/queries/series.ts';

const series = z.object({
  id: z.int(),
  account: z.string(),
  region: z.string(),
  kind: z.string(),
  name: z.string(),
  metricId: z.string().nullable().describe('Null for what the catalogue does not know'),
  namespace: z.string(),
  metric: z.string(),
  dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  statistic: z.string(),
  unit: z.string().nullable(),
});

export const GET = operation({
  id: 'listSeries',
  summary: 'Statistics of metrics that are stored of one resource',
  permission: 'read',
  query: resourceKey.extend(paged),
  answers: { status: 200, body: pageOf(series) },
  act: async ({ caller, query: { limit, cursor, ...key }, now }) => {
    await getResource(caller.scope, { team: 'all', now, asOf: null }, key);
    const after = Number(cursorOf(cursor, /^\d{1,10}$/) ?? -1);
    const rest = (await listResourceSeries(caller.scope, key)).filter(({ id }) => id > after);
    const items = rest.slice(0, limit).map((one) => ({ ...one, dimensions: [...one.dimensions] }));
    return { items, next: nextOf(rest.length > limit ? String(items.at(-1)?.id) : null) };
  },
});
