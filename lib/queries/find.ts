import type { TeamScope } from '#lib/auth/scope.ts';
import { type Pasted, parseArn, parseConsoleUrl } from '#lib/catalog/arn.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { findSubjects } from './find-subjects.ts';
import { accountName } from './setup.ts';
import { listTeams } from './shell.ts';
import { containing, read, teamsOf } from './sql.ts';

/** One answer of the palette. */
export type Found = { label: string; kind: string; hint: string; href: string };

type Row = { account: string; region: string; kind: string; name: string; team: string; status: string | null };

const limit = 20;

/** What a typed name, a pasted ARN or an AWS console URL leads to: the exact thing first, then the names that hold the text. */
export async function findAnything(scope: TeamScope, { query, team }: { query: string; team: string }): Promise<Found[]> {
  // Whoever does not see the team does not stand on its page.
  teamsOf(scope, team);
  const text = query.trim().slice(0, 2000);
  if (text === '') return [];
  const pasted = parseArn(text) ?? parseConsoleUrl(text);
  const [teams, rows, subjects] = await Promise.all([
    pasted ? [] : listTeams(scope),
    pasted ? findPasted(scope, pasted, text) : findNamed(scope, text),
    pasted ? [] : findSubjects(scope, { text, team }),
  ]);
  const needle = text.toLowerCase();
  const named = teams
    .filter(({ slug, name }) => slug.includes(needle) || name.toLowerCase().includes(needle))
    .map(({ slug, name }): Found => ({ label: name, kind: 'team', hint: 'team page', href: `/${encodeURIComponent(slug)}` }));
  return [...named, ...rows.slice(0, limit - subjects.length).map((row) => foundOf(row, team)), ...subjects].slice(0, limit);
}

/** The name itself, then what begins so. $3: the text */
const byName = '(lower(name) <> lower($3)), (not starts_with(lower(name), lower($3)))';
const mostHits = 1000;

const columns = 'account, region, kind, name, team, status';

const findNamed = async (scope: TeamScope, text: string): Promise<Row[]> =>
  read<Row>(
    scope,
    'find by name',
    // First by what an index holds alone, then by the rest: a text may stand in the names of any number of ended jobs.
    `with hit as materialized (
       select account, region, kind, name from resource where name ilike $2 and ($1::text[] is null or team = any($1))
       order by ${byName}, (kind not in ('endpoint', 'labeling_job')), name limit ${mostHits}
     )
     select ${columns} from hit join resource using (account, region, kind, name)
     order by ${byName}, (deleted_at is not null), (kind not in ('endpoint', 'labeling_job')), last_seen_at desc, name limit ${limit}`,
    [teamsOf(scope), containing(text), text],
  );

const findPasted = async (scope: TeamScope, { account, region, kind, name }: Pasted, text: string): Promise<Row[]> =>
  read<Row>(
    scope,
    'find pasted',
    `select ${columns} from resource where ($1::text[] is null or team = any($1)) and (arn = $2 or (lower(name) = lower($3)
       and ($4::text is null or account = $4) and ($5::text is null or region = $5) and ($6::text is null or kind = $6)))
     order by (arn <> $2), last_seen_at desc limit ${limit}`,
    [teamsOf(scope), text, name, account ?? null, region ?? null, kind ?? null],
  );

const foundOf = (row: Row, team: string): Found => ({
  label: row.name,
  kind: isResourceKind(row.kind) ? kindRow(row.kind).one : row.kind,
  hint: [row.team, accountName(row.account), row.region, row.status].filter(Boolean).join(' · '),
  href: resourcePath(team === 'all' || team === row.team ? team : row.team, row.kind, row),
});
