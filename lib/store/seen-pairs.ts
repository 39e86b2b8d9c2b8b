import type { PoolClient } from 'pg';
import { networkOf } from '#lib/audit/detections/network.ts';
import { passedRoles } from '#lib/audit/detections/passed-roles.ts';
import { detectionRules } from '#lib/audit/detections/rules.ts';
import { dayMs } from '#lib/time.ts';
import { type Evaluated, requestOf } from './detection-rows.ts';

/**
 * How each kind of pair is judged. Nothing is "the first time" before the account, or the actor, was seen for so long: who releases every
 * other week passes their role as often. An actor who came from `most` new networks within a week has no usual one.
 */
const kinds = {
  role: {
    rule: 'role_passed_first',
    isOfAccount: true,
    learningMs: 14 * dayMs,
    most: null,
    found: `jsonb_build_object('by', j.a, 'role', j.b)`,
  },
  network: {
    rule: 'unusual_network',
    isOfAccount: false,
    learningMs: 7 * dayMs,
    most: 4,
    found: `jsonb_build_object('by', j.a, 'network', j.b)`,
  },
} as const;
type Kind = keyof typeof kinds;
const latelyMs = 7 * dayMs;

type Pair = { account: string; a: string; b: string; at: Date; eventId: string };
type Range = { account: string; a: string | null; from: number; to: number };

const keyOf = ({ account, a, b }: Pick<Pair, 'account' | 'a' | 'b'>): string => JSON.stringify([account, a, b]);
const isOlder = (one: Pick<Pair, 'at' | 'eventId'>, other: Pick<Pair, 'at' | 'eventId'>): boolean =>
  one.at < other.at || (one.at.getTime() === other.at.getTime() && one.eventId < other.eventId);

/** The oldest of each pair. */
function firsts(pairs: Iterable<Pair>): Map<string, Pair> {
  const oldest = new Map<string, Pair>();
  for (const pair of pairs) {
    const key = keyOf(pair);
    const known = oldest.get(key);
    if (!known || isOlder(pair, known)) oldest.set(key, pair);
  }
  return oldest;
}

const columns = (pairs: readonly Pair[]) => [
  pairs.map((one) => one.account),
  pairs.map((one) => one.a),
  pairs.map((one) => one.b),
];

async function storedOf(client: PoolClient, kind: Kind, pairs: readonly Pair[]): Promise<Map<string, Pair>> {
  const { rows } = await client.query<Pair>(
    `select p.account, p.a, p.b, p.first_at as at, p.event_id as "eventId" from unnest($2::text[], $3::text[], $4::text[]) as x (account, a, b)
     join seen_pair p on (p.account, p.kind, p.a, p.b) = (x.account, $1, x.a, x.b)`,
    [kind, ...columns(pairs)],
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** When the account's, or the actor's, first pair was seen, epoch ms. */
async function beginnings(client: PoolClient, kind: Kind, pairs: readonly Pair[]): Promise<Map<string, number>> {
  const own = kinds[kind].isOfAccount ? '' : 'and p.a = x.a';
  const { rows } = await client.query<{ account: string; a: string; at: Date | null }>(
    `select x.account, x.a, (select min(p.first_at) from seen_pair p where p.account = x.account and p.kind = $1 ${own}) as at
     from (select distinct account, a from unnest($2::text[], $3::text[]) as x (account, a)) x`,
    [kind, ...columns(pairs).slice(0, 2)],
  );
  return new Map(rows.flatMap(({ account, a, at }) => (at ? [[JSON.stringify([account, a]), at.getTime()] as const] : [])));
}

const upsert = (client: PoolClient, kind: Kind, pairs: readonly Pair[]) =>
  client.query(
    `insert into seen_pair (account, kind, a, b, first_at, event_id)
     select account, $1, a, b, at, event_id from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) as x (account, a, b, at, event_id)
     on conflict (account, kind, a, b) do update set first_at = excluded.first_at, event_id = excluded.event_id`,
    [kind, ...columns(pairs), pairs.map((one) => one.at), pairs.map((one) => one.eventId)],
  );

/** Which pairs a changed one may make fire or silence: itself, those that count it, and those that the learning ends for. */
function rangeOf(kind: Kind, pair: Pair, before: Pair | undefined, began: number | undefined): Range[] {
  const times = [pair.at.getTime(), ...(before ? [before.at.getTime()] : [])];
  const ranges: Range[] = [{ account: pair.account, a: pair.a, from: Math.min(...times), to: Math.max(...times) + latelyMs }];
  if (began === undefined || pair.at.getTime() >= began) return ranges;
  const { isOfAccount, learningMs } = kinds[kind];
  const a = isOfAccount ? null : pair.a;
  return [...ranges, { account: pair.account, a, from: pair.at.getTime() + learningMs, to: began + learningMs }];
}

/** One range for each actor or account, from the first to the last. */
function merged(ranges: readonly Range[]): Range[] {
  const by = new Map<string, Range>();
  for (const range of ranges) {
    const key = JSON.stringify([range.account, range.a]);
    const known = by.get(key) ?? range;
    by.set(key, { ...range, from: Math.min(known.from, range.from), to: Math.max(known.to, range.to) });
  }
  return [...by.values()];
}

/** Judges the pairs of some ranges, and withdraws, moves or adds their detections. */
async function reconcile(client: PoolClient, kind: Kind, ranges: readonly Range[]): Promise<void> {
  const { rule, isOfAccount, learningMs, most, found } = kinds[kind];
  const own = isOfAccount ? '' : 'and q.a = p.a';
  const few =
    most === null
      ? ''
      : `and (select count(*) from (select from seen_pair q where (q.account, q.kind, q.a) = (p.account, p.kind, p.a) and q.first_at < p.first_at
         and q.first_at >= p.first_at - $9::float8 * interval '1 millisecond' limit ${most}) lately) < ${most}`;
  await client.query(
    `with judged as materialized (
       select distinct p.account, p.a, p.b, p.event_id, p.first_at, p.first_at >= (
         select min(q.first_at) from seen_pair q where q.account = p.account and q.kind = p.kind ${own}) + $7::float8 * interval '1 millisecond' ${few} as fires
       from unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) as r (account, a, lo, hi)
       join seen_pair p on p.account = r.account and p.kind = $1 and (r.a is null or p.a = r.a) and p.first_at between r.lo and r.hi
     ), gone as (
       delete from detection d using judged j
       where d.account = j.account and d.rule = $6 and d.basis = j.a || ' ' || j.b and (not j.fires or d.event_id <> j.event_id)
     )
     insert into detection (account, event_id, rule, at, severity, found, basis)
     select j.account, j.event_id, $6, j.first_at, $8, ${found}, j.a || ' ' || j.b
     from judged j join event e on (e.at, e.event_id, e.account) = (j.first_at, audit_key(j.event_id), j.account::bigint) where j.fires
     on conflict do nothing`,
    [
      kind,
      ranges.map((one) => one.account),
      ranges.map((one) => one.a),
      ranges.map((one) => new Date(one.from)),
      ranges.map((one) => new Date(one.to)),
      rule,
      learningMs,
      detectionRules[rule].severity,
      ...(most === null ? [] : [latelyMs]),
    ],
  );
}

async function notePairs(
  client: PoolClient,
  kind: Kind,
  { pairs, isAnew }: { pairs: Iterable<Pair>; isAnew: boolean },
): Promise<void> {
  const oldest = firsts(pairs);
  if (oldest.size === 0) return;
  const stored = await storedOf(client, kind, [...oldest.values()]);
  const moved = [...oldest].flatMap(([key, pair]) => {
    const known = stored.get(key);
    return !known || isOlder(pair, known) ? [pair] : isAnew ? [known] : [];
  });
  if (moved.length === 0) return;
  const began = await beginnings(client, kind, moved);
  await upsert(
    client,
    kind,
    moved.toSorted((x, y) => (keyOf(x) < keyOf(y) ? -1 : 1)),
  );
  const ranges = moved.flatMap((pair) =>
    rangeOf(kind, pair, stored.get(keyOf(pair)), began.get(JSON.stringify([pair.account, pair.a]))),
  );
  await reconcile(client, kind, merged(ranges));
}

/** Of each account, actor and address the first event alone: most of a batch are of few. */
function* networks(list: readonly Evaluated[]): Generator<Pair> {
  const oldest = new Map<string, Map<string, Evaluated>>();
  for (const one of list) {
    const { event, actor, whose } = one;
    if (!actor || event.sourceIp === null) continue;
    const addresses = oldest.get(whose) ?? new Map<string, Evaluated>();
    if (addresses.size === 0) oldest.set(whose, addresses);
    const known = addresses.get(event.sourceIp);
    if (!known || isOlder(event, known.event)) addresses.set(event.sourceIp, one);
  }
  for (const addresses of oldest.values()) {
    for (const [address, { event, actor }] of addresses) {
      const network = networkOf(address);
      if (network && actor) yield { account: event.account, a: actor, b: network, at: event.at, eventId: event.eventId };
    }
  }
}

function* roles(list: readonly Evaluated[]): Generator<Pair> {
  for (const one of list) {
    const { event, actor } = one;
    if (!actor || event.eventSource !== 'sagemaker.amazonaws.com' || event.readOnly || event.result !== 'ok') continue;
    for (const role of passedRoles(requestOf(one))) {
      yield { account: event.account, a: actor, b: role, at: event.at, eventId: event.eventId };
    }
  }
}

/** From which networks actors came. Refused calls count too: they came from there. */
export const noteNetworks = (client: PoolClient, list: readonly Evaluated[], isAnew: boolean) =>
  notePairs(client, 'network', { pairs: networks(list), isAnew });

/** Which roles actors passed to what they made. */
export const notePassedRoles = (client: PoolClient, list: readonly Evaluated[], isAnew: boolean) =>
  notePairs(client, 'role', { pairs: roles(list), isAnew });
