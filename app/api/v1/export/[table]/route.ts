import { z } from 'zod';
import { parseView } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import { operation } from '#lib/api/operation.ts';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { mostExported, toCsv } from '#lib/queries/csv.ts';
import { exportNames, exportTable } from '#lib/queries/exports.ts';
import { demandWho } from '../../who.ts';

const file = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
} as const;

/** Tables of a filter of events, which may name a person. */
const ofEvents: readonly string[] = ['audit', 'activity', 'audit-sessions'];

export const GET = operation({
  id: 'exportTable',
  summary:
    'A table as CSV that is safe in a spreadsheet, or as JSON with the instant it was read; it takes the parameters of its page',
  permission: 'export',
  params: z.object({ table: z.enum(exportNames as [string, ...string[]]) }),
  query: z.object({ team: z.string().max(63).default('all'), format: z.enum(['csv', 'json']).default('csv') }),
  answers: { status: 200, body: z.string(), media: Object.values(file) },
  journal: ({ params, query, request }) => ({
    action: 'export.table',
    subject: { kind: 'table', id: params.table },
    teams: query.team === 'all' ? null : [query.team],
    after: { query: new URL(request.url).search.slice(0, 2048) },
  }),
  act: async (call) => {
    const { caller, params, query, request, now, demand, demandFresh } = call;
    const [{ table }, { team, format }] = [params, query];
    if (table === 'journal') {
      demand('journal.read');
      demandFresh();
    }
    const search = searchOf(new URL(request.url).searchParams);
    const view = parseView(search, { now });
    const whom = ofEvents.includes(table) ? await demandWho(call, parseAuditFilter(search)) : undefined;
    const all = await exportTable(table)(caller.scope, { team, ...view, search, ...(whom && { whom }) });
    const [rows, isCut] = [all.slice(0, mostExported), all.length >= mostExported];
    const asOf = new Date(view.now).toISOString();
    const body =
      format === 'json'
        ? `${JSON.stringify({ table, team, asOf, isCut, rows }, null, 2)}\n`
        : toCsv([...new Set(rows.flatMap((row) => Object.keys(row)))], rows);
    const name = `trailwatch-${table}${isCut ? `-first-${mostExported}` : ''}-${asOf.slice(0, 16).replace(':', '')}.${format}`;
    return new Response(body, {
      headers: {
        'Content-Type': file[format],
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      },
    });
  },
});
