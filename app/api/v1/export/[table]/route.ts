import { parseView } from '#components/url/view.ts';
import { searchOf } from '#components/url/view-query.ts';
import { requireViewerOf } from '#lib/auth/viewer.ts';
import { mostExported, toCsv } from '#lib/queries/csv.ts';
import { exportTable } from '#lib/queries/exports.ts';
import { clockFrom } from '#lib/time.ts';
import { answerError } from '../../answer.ts';

/** A table as CSV that is safe in a spreadsheet, or as JSON with the instant it was read; the same URL parameters as its page. */
export async function GET(request: Request, { params }: { params: Promise<{ table: string }> }): Promise<Response> {
  const name = (await params).table;
  const query = new URL(request.url).searchParams;
  const search = searchOf(query);
  try {
    const { scope } = await requireViewerOf(request);
    const view = parseView(search, { now: clockFrom(process.env).now() });
    const team = query.get('team') ?? 'all';
    const all = await exportTable(name)(scope, { team, ...view, search });
    const [rows, isCut] = [all.slice(0, mostExported), all.length >= mostExported];
    const isJson = query.get('format') === 'json';
    const body = isJson
      ? `${JSON.stringify({ table: name, team, asOf: new Date(view.now).toISOString(), isCut, rows }, null, 2)}\n`
      : toCsv([...new Set(rows.flatMap((row) => Object.keys(row)))], rows);
    return new Response(body, {
      headers: {
        'Content-Type': isJson ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="trailwatch-${name}${isCut ? `-first-${mostExported}` : ''}-${new Date(view.now).toISOString().slice(0, 16).replace(':', '')}.${isJson ? 'json' : 'csv'}"`,
        'Cache-Control': 'no-store',
      },
    });
  } catch (error) {
    return answerError(error);
  }
}
