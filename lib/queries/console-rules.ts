import type { ConsoleRule } from '#lib/alerts/own-rule.ts';
import type { RuleSource } from '#lib/alerts/rule-source.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { boundTo, type ParsedRule, parseRule } from '#lib/config-one-rule.ts';
import { notFound } from '#lib/errors.ts';
import { shared } from '#lib/process.ts';
import { setup } from './setup.ts';
import { read, rowsWithNames, teamsOf } from './sql.ts';

/** `version` is another with every change. */
type Kept = { rule: string; team: string; source: string; version: number };
type Read = ParsedRule & { source: RuleSource };

const keptVersions = 2000;
const mostRules = 5000;
const memory = (): Map<number, Read> => shared('console rules by version', () => new Map<number, Read>());

const isRecord = (value: unknown): value is RuleSource => typeof value === 'object' && value !== null && !Array.isArray(value);

function recordIn(text: string): RuleSource {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** What another version of Trailwatch wrote is not trusted: it is parsed as if somebody had just written it. */
function readRule({ rule, team, source: text }: Kept): Read {
  const source = boundTo(team, { ...recordIn(text), id: rule });
  return { ...parseRule(source, setup().metricDays), source };
}

const isSeen = `($1::text[] is null or team = any($1) or team = 'all')`;
const version = 'version::float8 as version';

/** Rules by their versions: of each the text is read and parsed once, however often it is asked for. A person's name in it is somebody's own word. */
async function rulesBy(scope: TeamScope, seen: string[] | null, versions: readonly number[]): Promise<Map<number, Read>> {
  const known = memory();
  if (known.size > keptVersions) known.clear();
  const missing = versions.filter((one) => !known.has(one));
  const fresh =
    missing.length === 0
      ? []
      : await rowsWithNames<Kept>(
          scope,
          'texts of alert rules',
          `select rule, team, source, ${version} from alert_rule where ${isSeen} and version = any($2::bigint[])`,
          [seen, missing],
        );
  for (const row of fresh) known.set(row.version, readRule(row));
  return known;
}

/**
 * Rules that were made in the console and that this version takes, of the scope's teams and of all. What changed is told by its version alone, so that
 * asking again reads no text and parses nothing.
 */
export async function listConsoleRules(scope: TeamScope): Promise<ConsoleRule[]> {
  const seen = teamsOf(scope);
  const rows = await rowsWithNames<Pick<Kept, 'version' | 'team'>>(
    scope,
    'versions of alert rules',
    `select ${version}, team from alert_rule where ${isSeen} order by rule limit ${mostRules}`,
    [seen],
  );
  const rules = await rulesBy(
    scope,
    seen,
    rows.map((row) => row.version),
  );
  return rows.flatMap((row) => {
    const rule = rules.get(row.version)?.rule;
    return rule ? [{ ...rule, owner: row.team }] : [];
  });
}

/** A rule as it was made, whether or not this version takes it. Epoch ms. */
export type RuleRecord = Read & {
  id: string;
  /** Whose resources it watches: a slug, or "all". */
  team: string;
  version: number;
  madeBy: string;
  madeAt: number;
  changedBy: string | null;
  changedAt: number | null;
};

const columns = `rule as id, team, ${version}, made_by as "madeBy", extract(epoch from made_at)::float8 * 1000 as "madeAt",
  changed_by as "changedBy", extract(epoch from changed_at)::float8 * 1000 as "changedAt"`;

/** Rules that were made in the console, of a team and of all teams, by their ids; also those that this version does not take. */
export async function listRuleRecords(scope: TeamScope, { team, id }: { team: string; id?: string }): Promise<RuleRecord[]> {
  const seen = teamsOf(scope, team);
  const rows = await read<Omit<RuleRecord, keyof Read>>(
    scope,
    'alert rules',
    `select ${columns} from alert_rule where ${isSeen} and coalesce(rule = $2, true) order by rule limit ${mostRules}`,
    [seen, id ?? null],
  );
  const rules = await rulesBy(
    scope,
    seen,
    rows.map((row) => row.version),
  );
  // One that was changed between the two reads is found anew by whoever asks next.
  return rows.flatMap((row) => {
    const found = rules.get(row.version);
    return found ? [{ ...found, ...row }] : [];
  });
}

/** A rule that was made in the console. @throws TrailwatchError `not_found`, also for one of a team that the scope does not see */
export async function getRuleRecord(scope: TeamScope, id: string): Promise<RuleRecord> {
  const [found] = await listRuleRecords(scope, { team: 'all', id });
  if (!found) throw notFound('This rule');
  return found;
}
