import {
  type AuditField,
  type AuditFilter,
  auditFieldNames,
  isSessionField,
  type ListedField,
  nothing,
} from '#lib/audit/filter.ts';
import type { Attribute } from '#lib/audit/search/attribute.ts';
import type { Clause } from '#lib/audit/search/clause.ts';
import { systemScope, type TeamScope } from '#lib/auth/scope.ts';
import { type AuditIndex, breather, type Spoken, type SpokenColumn } from './audit-index.ts';
import type { Whom } from './person-names.ts';
import { arePeopleHidden, namesAsked } from './pseudonyms.ts';
import { sessionIds } from './session-ids.ts';
import { teamsOf } from './sql.ts';
import { walled } from './walled.ts';

/** Where in the words each filter looks whose values are listed. */
export const fieldWords = {
  result: { column: 'outcome', name: 'result' },
  who: { column: 'actor', name: 'who' },
  through: { column: 'actor', name: 'through' },
  action: { column: 'call', name: 'action' },
  service: { column: 'call', name: 'service' },
  mode: { column: 'call', name: 'mode' },
  account: { column: 'actor', name: 'account' },
  region: { column: 'call', name: 'region' },
  ip: { column: 'origin', name: 'ip' },
  error: { column: 'outcome', name: 'error' },
  agent: { column: 'origin', name: 'agent' },
  vpce: { column: 'origin', name: 'vpce' },
  tls: { column: 'origin', name: 'tls' },
} as const satisfies Record<ListedField, { column: SpokenColumn; name: string }>;

export const attributeOf = (words: Spoken, field: ListedField): Attribute => {
  const { column, name } = fieldWords[field];
  return (words[column] as Record<string, Attribute>)[name] as Attribute;
};

/** That an event is of the teams that are asked for, among those that the scope sees; null where that is everything. */
async function teamClause(scope: TeamScope, index: AuditIndex, team: string): Promise<Clause | null> {
  const teams = teamsOf(scope, team);
  if (scope.teams === 'all' && teams === null) return null;
  const [object, actor] = await Promise.all([index.seen(scope, 'object', teams), index.seen(scope, 'actor', teams)]);
  return {
    words: [
      { column: 'object', ids: object },
      { column: 'actor', ids: actor },
    ],
  };
}

/** The names by which events are asked for: where people are hidden, a name is none, and a pseudonym stands for its own. */
async function namesOf(wanted: readonly string[]): Promise<string[]> {
  if (!arePeopleHidden()) return [...wanted];
  const { rows } = await walled<{ names: string[] | null }>(systemScope(), {
    name: 'q:names asked',
    text: `select ${namesAsked('$1')} as names`,
    values: [wanted],
  });
  return rows[0]?.names ?? [];
}

/** Of names, those that text may not find: of people other than the reader, for who may not follow them, and of all who are hidden. */
async function hiddenOf(names: readonly string[], whom: Whom): Promise<ReadonlySet<string>> {
  if (whom === 'everybody' && !arePeopleHidden()) return new Set();
  const own = whom === 'everybody' ? '' : whom.own.toLowerCase();
  const { rows } = await walled<{ name: string }>(systemScope(), {
    name: 'q:names of people',
    text: 'select name from person_name where name = any($1)',
    values: [names],
  });
  return new Set(rows.map(({ name }) => name).filter((name) => name.toLowerCase() !== own));
}

/** The first letters of an ID: what begins like one is looked for by it. */
const idStart = /^[0-9a-f]{8}(-|$)/;

/** What text looks in beside names: those that stand in an event's sentence. */
const spokenIn = ['through', 'action', 'service', 'ip'] as const satisfies readonly ListedField[];

/** That a text stands somewhere in an event's sentence. */
async function textClause({ words, objects }: AuditIndex, text: string, whom: Whom): Promise<Clause> {
  const small = text.toLowerCase();
  const holds = (value: string): boolean => value.toLowerCase().includes(small);
  const { who } = words.actor;
  const hidden = await hiddenOf(who.values.filter(holds), whom);
  const prefix = idStart.exec(small) ? [Number.parseInt(small.slice(0, 8), 16)] : [];
  return {
    prefixes: prefix,
    words: [
      {
        column: 'actor',
        ids: who.ids(
          JSON.stringify(['holds', small, 'but', ...[...hidden].toSorted()]),
          (value) => holds(value) && !hidden.has(value),
        ),
      },
      ...spokenIn.map((field) => ({
        column: fieldWords[field].column,
        ids: attributeOf(words, field).ids(JSON.stringify(['holds', small]), holds),
      })),
      { column: 'outcome', ids: words.outcome.error.ids(JSON.stringify(['holds', small]), holds) },
      { column: 'object', seek: await objects.seek([text], breather()) },
    ],
  };
}

async function fieldClause(words: Spoken, field: AuditField, wanted: readonly string[]): Promise<Clause> {
  if (isSessionField(field)) return { words: [{ column: 'session', ids: await sessionIds(field, wanted) }] };
  const values = wanted.map((value) => (value === nothing ? '' : value));
  const asked = new Set(field === 'who' ? await namesOf(values) : values);
  return {
    words: [
      {
        column: fieldWords[field].column,
        ids: attributeOf(words, field).ids(JSON.stringify(['is', ...[...asked].toSorted()]), (value) => asked.has(value)),
      },
    ],
  };
}

export type Clauses = {
  /** What each filter comes to; a list of a filter's values leaves its own out. */
  fields: Partial<Record<AuditField, Clause[]>>;
  rest: Clause[];
};

/** What an event must be, by the ids of its words: of the team and the scope, and as the filter says. */
export async function clausesOf(
  scope: TeamScope,
  index: AuditIndex,
  { team, filter, whom = { own: '' } }: { team: string; filter: AuditFilter; whom?: Whom },
): Promise<Clauses> {
  const { words } = index;
  const fields: Clauses['fields'] = {};
  for (const field of auditFieldNames) {
    const [wanted, unwanted] = [filter.values[field], filter.excluded[field]];
    if (!wanted && !unwanted) continue;
    fields[field] = [
      ...(wanted ? [await fieldClause(words, field, wanted)] : []),
      ...(unwanted ? [{ ...(await fieldClause(words, field, unwanted)), isNot: true }] : []),
    ];
  }
  const mine = await teamClause(scope, index, team);
  const on: Clause[] =
    filter.on.length > 0 ? [{ words: [{ column: 'object', seek: await index.objects.seek(filter.on, breather()) }] }] : [];
  const texts = await Promise.all(filter.text.map((text) => textClause(index, text, whom)));
  return { fields, rest: [...(mine ? [mine] : []), ...on, ...texts] };
}
