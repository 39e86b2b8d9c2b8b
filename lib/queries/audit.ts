import { eventKey } from '#lib/audit/event-key.ts';
import {
  type AuditField,
  type AuditFilter,
  askedOf,
  auditFieldNames,
  type ListedField,
  listedFieldNames,
  noFilter,
  nothing,
} from '#lib/audit/filter.ts';
import type { Attribute } from '#lib/audit/search/attribute.ts';
import { countSteps, countWords, type From, measureExtent, newestSpots, type Search, type Spot } from '#lib/audit/search/scan.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { actionRow } from '#lib/catalog/audit-actions.ts';
import { attributeOf, clausesOf, fieldWords } from './audit-clauses.ts';
import { auditIndex, breather } from './audit-index.ts';
import { ofTeam, sameEvent } from './audit-where.ts';
import { type Whom, withoutOthers } from './person-names.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';

/** The window in epoch ms, half open; the filter as the URL asks for it. */
export type AuditAsk = Pick<Ask, 'team'> & {
  from: number;
  to: number;
  filter: AuditFilter;
  whom?: Whom;
  /** Only what Trailwatch had received by then, epoch ms. */
  receivedBy?: number;
};

export type NamedResource = { kind: string; name: string; owner: string; region: string; team: string | null };

export type AuditRow = {
  account: string;
  eventId: string;
  at: number;
  region: string;
  eventSource: string;
  eventName: string;
  who: string;
  through: string | null;
  userType: string | null;
  result: string;
  errorCode: string | null;
  errorMessage: string | null;
  sourceIp: string | null;
  readOnly: boolean | null;
  targets: string[];
  /** Collected kinds that it names, the one acted on first. */
  resources: NamedResource[];
};

/** The columns of a row; of the resources that it names, those of the teams in a parameter. */
export const auditColumns = (
  teams: string,
): string => `e.account, e.event_id as "eventId", extract(epoch from e.at)::float8 * 1000 as at, e.region, e.event_source as "eventSource",
  e.event_name as "eventName", e.who, e.through, e.user_type as "userType", e.result, e.error_code as "errorCode",
  e.error_message as "errorMessage", e.source_ip as "sourceIp", e.read_only as "readOnly", e.targets,
  coalesce((select jsonb_agg(jsonb_build_object('kind', x.kind, 'name', x.name, 'owner', x.owner, 'region', x.region, 'team', r.team))
    from audit_event_resource x left join resource r on (r.account, r.region, r.kind, r.name) = (x.owner, x.region, x.kind, x.name)
    where ${sameEvent} and (${teams}::text[] is null or r.team = any(${teams}))), '[]') as resources`;

/** What the event acted on goes first; the table has no order of its own. */
export function mainFirst(row: AuditRow): AuditRow {
  const kind = actionRow(row.eventName)?.kind;
  return {
    ...row,
    resources: row.resources.toSorted((a, b) => Number(b.kind === kind) - Number(a.kind === kind) || (a.name < b.name ? -1 : 1)),
  };
}

/** Where a page of events ends: "1795060812000.111122223333.b41e7d09-…". */
export type Cursor = string;

const cursorPattern = /^(\d{1,15})\.(\d{12})\.(.{1,128})$/s;

export type AuditPage = { rows: AuditRow[]; next: Cursor | null };

/** The index as it is now, and what is asked of it. */
export async function searching(scope: TeamScope, ask: AuditAsk) {
  const index = auditIndex();
  const chunks = await index.chunks();
  const { fields, rest } = await clausesOf(scope, index, ask);
  const search = (without?: AuditField): Search => ({
    from: ask.from,
    to: ask.to,
    clauses: [...rest, ...auditFieldNames.flatMap((name) => (name === without ? [] : (fields[name] ?? [])))],
  });
  return { chunks, words: index.words, search, breathe: breather() };
}

const hexOf = (prefix: number): string => prefix.toString(16).padStart(8, '0');

export type Found = AuditRow & { key: string; receivedAt: number };

/** The rows at spots of time, newest first. Whether each may be seen says PostgreSQL again. */
export function rowsAt(scope: TeamScope, team: string, spots: readonly Spot[]): Promise<Found[]> {
  return read(
    scope,
    { byKey: 'audit rows' },
    `select ${auditColumns('$5')}, e.key::text, extract(epoch from e.received_at)::float8 * 1000 as "receivedAt"
     from unnest($1::timestamptz[], $2::uuid[], $3::uuid[]) as s (at, low, high)
     join audit_event e on e.at = s.at and e.key between s.low and s.high
     where $4::text[] is null or ${ofTeam('$4')}
     order by e.at desc, e.key desc, e.account desc`,
    [
      spots.map(({ at }) => toTime(at)),
      spots.map(({ prefix }) => `${hexOf(prefix)}-0000-0000-0000-000000000000`),
      spots.map(({ prefix }) => `${hexOf(prefix)}-ffff-ffff-ffff-ffffffffffff`),
      teamsOf(scope, team),
      teamsOf(scope, 'all'),
    ],
  );
}

/** Where a page goes on: behind this event, or behind all that share a spot. */
type After = From & { account: string; key: string };

function afterOf(cursor: Cursor | null): After | null {
  const [, at, account, eventId] = cursorPattern.exec(cursor ?? '') ?? [];
  if (at === undefined || account === undefined || eventId === undefined) return null;
  const key = eventKey(eventId);
  return { at: Number(at), account, key: key.toString('hex'), prefix: key.readUInt32BE(0), isBehind: false };
}

const isAfter = (row: Found, { at, account, key }: After): boolean => {
  const own = row.key.replaceAll('-', '');
  return row.at < at || (row.at === at && (own < key || (own === key && row.account < account)));
};

export const uniqueSpots = (spots: readonly Spot[]): Spot[] => [
  ...new Map(spots.map((spot) => [`${spot.at} ${spot.prefix}`, spot])).values(),
];

/** So many events behind a place; fewer only where there are no more. What was received later than is asked for is passed over. */
async function rowsBehind(
  scope: TeamScope,
  ask: AuditAsk,
  { cursor, limit }: { cursor: Cursor | null; limit: number },
): Promise<Found[]> {
  const { chunks, search, breathe } = await searching(scope, ask);
  const rows: Found[] = [];
  // What ended the page before is found again, and told from what shares its spot by its whole key.
  for (let after = afterOf(cursor), isMore = true; isMore && rows.length < limit; ) {
    const spots = await newestSpots(chunks, search(), { after, limit: limit + 1, breathe });
    const found = spots.length === 0 ? [] : await rowsAt(scope, ask.team, uniqueSpots(spots));
    const from = after;
    rows.push(
      ...found.filter((row) => row.receivedAt <= (ask.receivedBy ?? Number.POSITIVE_INFINITY) && (!from || isAfter(row, from))),
    );
    const last = spots.at(-1);
    isMore = last !== undefined && spots.length > limit;
    if (last) after = { ...last, account: '', key: hexOf(last.prefix), isBehind: true };
  }
  return rows;
}

/** A page of events, newest first. A cursor that is none is the first page. */
export async function listAuditEvents(
  scope: TeamScope,
  ask: AuditAsk & { limit: number; cursor: Cursor | null },
): Promise<AuditPage> {
  const limit = Math.floor(ask.limit);
  const rows = await rowsBehind(scope, ask, { cursor: ask.cursor, limit: limit + 1 });
  const shown = rows.slice(0, limit).map(({ key: _, receivedAt: __, ...row }) => mainFirst(row));
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last ? `${last.at}.${last.account}.${last.eventId}` : null };
}

export type AuditBucket = { at: number; ok: number; denied: number; failed: number };

const steps = [60, 300, 900, 3600, 3 * 3600, 6 * 3600, 86_400, 7 * 86_400];

/** Width of a bar in seconds, for at most 170 bars. */
export const bucketSeconds = (from: number, to: number): number =>
  steps.find((step) => (to - from) / 1000 / step <= 170) ?? Math.ceil((to - from) / 1000 / 170);

const outcomes = ['ok', 'denied'];

/** Matching events over the whole window by result; empty bars are left out. */
export async function listAuditBuckets(scope: TeamScope, ask: AuditAsk): Promise<AuditBucket[]> {
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const stepMs = 1000 * bucketSeconds(ask.from, ask.to);
  const { result } = words.outcome;
  const kinds = Uint8Array.from({ length: result.size }, (_, id) => outcomes.indexOf(result.valueOf(id) ?? '') + 1 || 3).map(
    (kind) => kind - 1,
  );
  const { start, counts } = await countSteps(chunks, search(), { stepMs, kinds, breathe });
  const buckets = Array.from({ length: counts.length / 3 }, (_, step): AuditBucket => {
    const [ok = 0, denied = 0, failed = 0] = counts.subarray(3 * step, 3 * step + 3);
    return { at: (start + step) * stepMs, ok, denied, failed };
  });
  return buckets.filter(({ ok, denied, failed }) => ok + denied + failed > 0);
}

export type AuditTotals = { stored: number; oldestAt: number | null; newestAt: number | null; quarantined: number };

/** All that is stored and visible, whatever the window and the filter. */
export async function getAuditTotals(scope: TeamScope, team: string): Promise<AuditTotals> {
  const { chunks, search, breathe } = await searching(scope, { team, from: 0, to: 8e12, filter: noFilter });
  const { events, ...extent } = await measureExtent(chunks, search(), breathe);
  const [row] = await read<{ quarantined: number }>(
    scope,
    'quarantined',
    'select count(*)::int as quarantined from quarantine',
    [],
  );
  return { stored: events, ...extent, quarantined: row?.quarantined ?? 0 };
}

type FacetValue = { value: string; count: number };
export type AuditFacets = Record<ListedField, FacetValue[]>;

const perFacet = 60;

/** The most frequent first, each under its words for nothing where it says nothing. */
const mostOf = (attribute: Attribute, byId: Uint32Array): FacetValue[] =>
  attribute.most(byId, perFacet).map(({ value, count }) => ({ value: value === '' ? nothing : value, count }));

/** Values of each filter with their counts; a filter's own choice does not narrow its own list. People whom the reader may not follow are left out. */
export async function listAuditFacets(scope: TeamScope, ask: AuditAsk): Promise<AuditFacets> {
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const count = async (names: readonly ListedField[], asked: Search) => {
    const sizes = Object.fromEntries(names.map((name) => [fieldWords[name].column, attributeOf(words, name).size]));
    const counts = await countWords(chunks, asked, { sizes, breathe });
    return names.map((name) => [name, mostOf(attributeOf(words, name), counts[fieldWords[name].column] as Uint32Array)] as const);
  };
  const isChosen = (name: ListedField): boolean => askedOf(ask.filter, name).length > 0;
  // Those without a choice share their condition, and so one pass over the events.
  const lists = await count(
    listedFieldNames.filter((name) => !isChosen(name)),
    search(),
  );
  for (const name of listedFieldNames.filter(isChosen)) lists.push(...(await count([name], search(name))));
  const all = await withPseudonyms(scope, Object.fromEntries(lists) as AuditFacets);
  const shown = await withoutOthers(
    scope,
    all.who.map(({ value }) => value),
    ask.whom ?? { own: '' },
  );
  return { ...all, who: all.who.filter(({ value }) => shown.has(value)) };
}
