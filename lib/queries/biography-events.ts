import type { Deed } from '#lib/audit/lives.ts';
import { type Bin, binEvents } from '#lib/audit/search/bins.ts';
import type { Clause } from '#lib/audit/search/clause.ts';
import { newestSpots, type Spot } from '#lib/audit/search/scan.ts';
import { systemScope, type TeamScope } from '#lib/auth/scope.ts';
import { changersOf } from '#lib/catalog/audit-actions.ts';
import { explainersOf } from '#lib/catalog/inventory-effects.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { type AuditRow, type Found, mainFirst, rowsAt, uniqueSpots } from './audit.ts';
import { type AuditIndex, auditIndex, breather } from './audit-index.ts';
import { withIds } from './event-ids.ts';
import { keyColumns } from './key-columns.ts';
import { read, teamsOf } from './sql.ts';
import { walled } from './walled.ts';

/** Events of one sort that stand close together on a resource's lane, with the newest of them. Epoch ms. */
export type EventBin = Omit<Bin, 'lane' | 'newest'> & { lastAt: number; last: AuditRow | null };

/** Calls on one resource, whenever they were. */
export type Deeds = {
  births: Deed[];
  deaths: Deed[];
  /** May have changed its configuration; the newest first. */
  changes: Deed[];
};

/** Everything here is bounded by these, however many events there are. */
const mostDeeds = 400;
export const mostHappenings = 200;

type Window = { from: number; to: number; stepMs: number };
type Named = { id: number; lane: number };

const unnested = `unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality k (account, region, kind, name, nth)`;

/** The lanes of those that the scope sees. */
async function lanesSeen(scope: TeamScope, keys: readonly ResourceKey[]): Promise<ReadonlySet<number>> {
  const rows = await read<{ lane: number }>(
    scope,
    'lanes seen',
    `select (k.nth - 1)::int as lane from ${unnested} join resource r on (r.account, r.region, r.kind, r.name) = (k.account, k.region, k.kind, k.name)
     where $5::text[] is null or r.team = any($5)`,
    [...keyColumns(keys), teamsOf(scope)],
  );
  return new Set(rows.map(({ lane }) => lane));
}

/** The objects of events that name one of the resources that the scope sees: of those, all events are its to see. */
async function objectsOf(scope: TeamScope, keys: readonly ResourceKey[]): Promise<Map<number, number[]>> {
  const seen = await lanesSeen(scope, keys);
  const { rows } = await walled<Named>(systemScope(), {
    name: 'q:objects of resources',
    text: `select n.object as id, (k.nth - 1)::int as lane from ${unnested}
      join audit_named n on (n.owner, n.region, n.kind, n.name) = (k.account, k.region, k.kind, k.name)`,
    values: keyColumns(keys),
  });
  const lanes = new Map<number, number[]>();
  for (const { id, lane } of rows.filter((row) => seen.has(row.lane))) {
    const known = lanes.get(id);
    if (!known) lanes.set(id, [lane]);
    else if (!known.includes(lane)) known.push(lane);
  }
  return lanes;
}

const isService = ({ words }: AuditIndex, actor: number): boolean =>
  words.actor.through.valueOf(actor)?.startsWith('AWSServiceRoleFor') === true ||
  words.actor.who.valueOf(actor)?.endsWith('.amazonaws.com') === true;

/** What asks for the events of some resources, each a lane. */
export type BiographySearch = {
  scope: TeamScope;
  index: AuditIndex;
  keys: readonly ResourceKey[];
  lanes: ReadonlyMap<number, readonly number[]>;
  clause: Clause;
};

/**
 * Opens the events of some resources, as far as the scope sees them. Everything asked of it costs a loop over the events in memory and some
 * hundreds of rows.
 */
export async function openBiography(scope: TeamScope, keys: readonly ResourceKey[]): Promise<BiographySearch> {
  const index = auditIndex();
  const lanes = await objectsOf(scope, keys);
  // The words of what is committed by now must be there before they are asked about.
  await index.chunks();
  const ids = withIds(
    new Uint8Array(0),
    [...lanes.keys()].map((id) => ({ id })),
  );
  return { scope, index, keys, lanes, clause: { words: [{ column: 'object', ids }] } };
}

async function rowsOf(
  { scope, index, clause }: BiographySearch,
  clauses: readonly Clause[],
  asked: { from: number; to: number; limit: number },
) {
  const chunks = await index.chunks();
  const search = { from: asked.from, to: asked.to, clauses: [clause, ...clauses] };
  const spots = await newestSpots(chunks, search, { after: null, limit: asked.limit, breathe: breather() });
  return spots.length === 0 ? [] : rowsAt(scope, 'all', uniqueSpots(spots));
}

const names = (row: AuditRow, key: ResourceKey): boolean =>
  row.resources.some(
    (one) => one.kind === key.kind && one.name === key.name && one.owner === key.account && one.region === key.region,
  );

const deedOf = ({ at, account, eventId, who, through }: AuditRow): Deed => ({ at, account, eventId, who, through });

/** Successful calls of some names on any of the resources, whenever they were. */
async function deedsOf(search: BiographySearch, calls: readonly string[], now: number): Promise<AuditRow[]> {
  if (calls.length === 0) return [];
  const { words } = search.index;
  const wanted = new Set(calls);
  const clauses: Clause[] = [
    {
      words: [
        {
          column: 'call',
          ids: words.call.action.ids(JSON.stringify(['is', ...[...wanted].toSorted()]), (name) => wanted.has(name)),
        },
      ],
    },
    { words: [{ column: 'outcome', ids: words.outcome.result.ids('["is","ok"]', (result) => result === 'ok') }] },
  ];
  return rowsOf(search, clauses, { from: 0, to: now, limit: mostDeeds });
}

const unique = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];

const sameSpot = (row: Found, { at, prefix }: Spot): boolean =>
  row.at === at && Number.parseInt(row.key.slice(0, 8), 16) === prefix;

/** Events of each lane in steps of time, the first of which begins with the window. */
export async function readBins(search: BiographySearch, window: Window): Promise<EventBin[][]> {
  const { scope, index, keys, lanes, clause } = search;
  const { call, outcome } = index.words;
  const bins = await binEvents(
    await index.chunks(),
    { ...window, clauses: [clause] },
    {
      stepMs: window.stepMs,
      lanesOf: (object) => lanes.get(object) ?? [],
      isService: (actor) => isService(index, actor),
      isRead: (id) => call.mode.valueOf(id) === 'read',
      result: (id) => outcome.result.valueOf(id) ?? '',
      breathe: breather(),
    },
  );
  const told = bins.filter(({ sort }) => sort !== 'read').map((bin) => bin.newest);
  const rows = told.length === 0 ? [] : await rowsAt(scope, 'all', uniqueSpots(told));
  return keys.map((key, lane) =>
    bins
      .filter((bin) => bin.lane === lane)
      .map(({ step, sort, count, firstAt, newest }) => {
        const last = rows.find((row) => sameSpot(row, newest) && names(row, key));
        return { step, sort, count, firstAt, lastAt: newest.at, last: last ? mainFirst(last) : null };
      })
      .toSorted((a, b) => a.step - b.step),
  );
}

/** What stands in the list: whatever was no read, and reads that did not go well. */
function notable({ words: { call, outcome } }: AuditIndex): Clause {
  return {
    words: [
      { column: 'call', ids: call.mode.ids('["is not","read"]', (mode) => mode !== 'read') },
      { column: 'outcome', ids: outcome.result.ids('["is not","ok"]', (result) => result !== 'ok') },
    ],
  };
}

/** All but reads that went well, of all lanes, newest first. */
export async function readNewest(search: BiographySearch, window: { from: number; to: number }): Promise<AuditRow[]> {
  return (await rowsOf(search, [notable(search.index)], { ...window, limit: mostHappenings })).map(mainFirst);
}

/** Who made, deleted and changed each, up to now. */
export async function readDeeds(search: BiographySearch, now: number): Promise<Deeds[]> {
  const { keys } = search;
  const [ends, changes] = await Promise.all([
    deedsOf(search, unique(keys.map(({ kind }) => explainersOf(kind, ['created', 'deleted']))), now),
    deedsOf(search, unique(keys.map(({ kind }) => changersOf(kind))), now),
  ]);
  const calls = (list: readonly AuditRow[], key: ResourceKey, of: readonly string[]): Deed[] =>
    list.filter((row) => of.includes(row.eventName) && names(row, key)).map(deedOf);
  return keys.map((key) => ({
    births: calls(ends, key, explainersOf(key.kind, ['created'])),
    deaths: calls(ends, key, explainersOf(key.kind, ['deleted'])),
    changes: calls(changes, key, changersOf(key.kind)),
  }));
}
