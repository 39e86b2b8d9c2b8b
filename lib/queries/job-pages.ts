import type { TeamScope } from '#lib/auth/scope.ts';
import { born } from './born.ts';
import { type JobAsk, type JobRecord, type JobRow, jobColumns, jobValues, ranges, starter, toJob } from './jobs.ts';
import { read, toTime } from './sql.ts';

/** Columns a table of jobs may be sorted by, and no other text ever stands in the query; `as` is how a cursor's text becomes one. */
const sorts = {
  name: { by: 'r.name', as: 'text' },
  kind: { by: 'r.kind', as: 'text' },
  team: { by: 'r.team', as: 'text' },
  status: { by: `(case when r.status is null then '' else r.status end)`, as: 'text' },
  /** When it was created: when its machines began stands in its description alone. */
  started: { by: born, as: 'timestamptz' },
  took: { by: `extract(epoch from coalesce(r.ended_at, $10) - ${born})`, as: 'numeric' },
} as const;
export type JobSort = keyof typeof sorts;
export const jobSorts = Object.keys(sorts) as JobSort[];

export type JobOrder = { column: JobSort; descending: boolean };

/** Where a page begins (`isBefore`: ends): the sorted value as text, when it was created, account, Region, kind and name of the job there. */
export type JobCursor = { isBefore: boolean; at: readonly [string, string, string, string, string, string] };

/** `next` and `former` are null where there is nothing more. */
export type JobPage = { rows: JobRecord[]; next: JobCursor | null; former: JobCursor | null };

type Keyed = JobRow & { cursor: JobCursor['at'] };

const limitOf = 100;

/**
 * A page of the jobs that ran at any time of the window, labeling apart. What follows a job is found from its key by an index, however many
 * came before; only `took` sorts all of the window.
 */
export async function listJobs(
  scope: TeamScope,
  ask: JobAsk,
  { column, descending, cursor = null, limit = limitOf }: JobOrder & { cursor?: JobCursor | null; limit?: number },
): Promise<JobPage> {
  const { by, as } = sorts[column];
  const isBefore = cursor?.isBefore ?? false;
  const direction = descending !== isBefore ? 'desc' : 'asc';
  const past = direction === 'desc' ? '<' : '>';
  const keys = [by, ...(column === 'started' ? [] : [born]), 'r.account', 'r.region', 'r.kind', 'r.name'];
  const asked = [
    `$12::text::${as}`,
    ...(column === 'started' ? [] : ['$13::text::timestamptz']),
    '$14::text',
    '$15::text',
    '$16::text',
    '$17::text',
  ];
  const names = keys.map((_, index) => `k${index}`);
  // $13 and $10 stand in every text, so that the values are the same for each order.
  const always = 'and $10::timestamptz is not null and ($13::text is null or true)';
  const arms = ranges.map(
    (
      range,
    ) => `(select ${keys.map((key, index) => `${key} as k${index}`).join(', ')}, r.account, r.region, r.kind, r.name, ${born} as born
       from resource r where ${range} ${always} and ($12::text is null or (${keys.join(', ')}) ${past} (${asked.join(', ')}))
       order by ${keys.map((key) => `${key} ${direction}`).join(', ')} limit $11)`,
  );
  const ordered = names.map((name) => `p.${name} ${direction}`).join(', ');
  const found = await read<Keyed>(
    scope,
    null,
    `with p as (select * from (${arms.join(' union all ')}) p order by ${ordered} limit $11)
     select ${jobColumns}, jsonb_build_array(p.k0::text, p.born::text, p.account, p.region, p.kind, p.name) as cursor
     from p join resource r on (r.account, r.region, r.kind, r.name) = (p.account, p.region, p.kind, p.name) ${starter} order by ${ordered}`,
    [...jobValues(scope, ask), toTime(ask.now), limit + 1, ...(cursor?.at ?? Array.from({ length: 6 }, () => null))],
  );
  const shown = found.slice(0, limit);
  if (isBefore) shown.reverse();
  const [first, last] = [shown[0], shown.at(-1)];
  const hasMore = found.length > limit;
  return {
    rows: shown.map(({ cursor: _, ...row }) => toJob(row, ask.now)),
    next: last && (isBefore || hasMore) ? { isBefore: false, at: last.cursor } : null,
    former: first && (isBefore ? hasMore : cursor !== null) ? { isBefore: true, at: first.cursor } : null,
  };
}

/** A cursor as one parameter of a URL. */
export const cursorText = ({ isBefore, at }: JobCursor): string =>
  Buffer.from(JSON.stringify([isBefore, ...at])).toString('base64url');

const instant = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:?\d\d)?$/;
const values = { text: /^[^\0]{0,256}$/, timestamptz: instant, numeric: /^-?\d{1,12}(\.\d{1,9})?$/ } as const;

/** What a URL says; null, the first page, for what was no cursor of this order. */
export function parseJobCursor(text: string | null, { column }: JobOrder): JobCursor | null {
  if (text === null || text.length > 2000) return null;
  try {
    const [isBefore, ...at] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const [value, born, ...key] = at;
    const isKey = key.length === 4 && key.every((one) => typeof one === 'string' && values.text.test(one));
    if (typeof isBefore !== 'boolean' || !isKey || !values[sorts[column].as].test(String(value)) || !instant.test(String(born)))
      return null;
    return { isBefore, at: at.map(String) as unknown as JobCursor['at'] };
  } catch {
    return null;
  }
}
