import { z } from 'zod';
import { asWindow, windowOf, words } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { parseRunFilter, type RunField, runFieldNames } from '#lib/queries/run-filter.ts';
import { listRuns } from '#lib/queries/runs.ts';
import { run, toldRun } from './shape.ts';

const filters = Object.fromEntries(runFieldNames.map((name) => [name, words])) as Record<RunField, typeof words>;

export const GET = operation({
  id: 'listRuns',
  summary: 'Runs of collectors, the newest first',
  permission: 'collection.read',
  query: z.object({ ...asWindow, ...filters, ...paged }),
  answers: { status: 200, body: pageOf(run) },
  act: async ({ caller, query, now }) => {
    const { rows, next } = await listRuns(caller.scope, {
      ...windowOf(query, now),
      filter: parseRunFilter(query as Record<RunField, string[]>),
      limit: query.limit,
      cursor: cursorOf(query.cursor, /^\d{1,15}\.\d{1,9}$/),
    });
    return { items: rows.map(toldRun), next: nextOf(next) };
  },
});
