import { createHash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { wordColumns } from '#lib/audit/chunk.ts';
import type { ParsedEvent } from '#lib/audit/record.ts';
import type { Db } from './transaction.ts';

/** The ids of what an event says in words that other events share. */
export type Words = { actor: number; call: number; origin: number; outcome: number; session: number; object: number };

/** Words of words: what many origins share. */
type Kind = keyof Words | 'agent';

type Word = {
  columns: string;
  /** The same as PostgreSQL types them, for jsonb_to_recordset. */
  types: string;
  /** Which of the values, by its place, stands in a table of its own, whose id is kept in its stead. */
  refersTo?: { kind: Kind; place: number };
  of: (event: ParsedEvent) => readonly unknown[];
  /** The same in one text by which it is remembered. No part has a NUL in it, or is empty: see `clean`. */
  key: (event: ParsedEvent) => string;
  /** What is said of new ones elsewhere, from `added (id, digest)` and `asked`. */
  also?: string;
};

/** Who made them, for the worker to map to teams. Services act for an account, not for a team. */
const principals = `insert into principal (account, kind, name)
  select account, 'role', through from asked join added using (digest) where through is not null and through not like 'AWSServiceRole%'
  union select account, 'user', who from asked join added using (digest) where user_type = 'IAMUser' or through like 'SSO %'
  order by 1, 2, 3 on conflict do nothing`;

const resources = `insert into audit_named (object, nth, owner, region, kind, name)
  select added.id, n.nth, n.one ->> 'account', n.one ->> 'region', n.one ->> 'kind', n.one ->> 'name' from asked join added using (digest)
  cross join jsonb_array_elements(asked.resources) with ordinality as n (one, nth)`;

/** In the order of the rows' columns; each tuple is one row. */
const words: Readonly<Record<Kind, Word>> = {
  actor: {
    columns: 'account, user_type, who, through, principal_arn',
    types: 'account text, user_type text, who text, through text, principal_arn text',
    of: ({ account, userType, who, through, principalArn }) => [account, userType, who, through, principalArn],
    key: (of) => `${of.account}\0${of.userType ?? ''}\0${of.who}\0${of.through ?? ''}\0${of.principalArn ?? ''}`,
    also: principals,
  },
  call: {
    columns: 'region, event_source, event_name, event_type, category, read_only',
    types: 'region text, event_source text, event_name text, event_type text, category text, read_only boolean',
    of: (event) => [event.region, event.eventSource, event.eventName, event.eventType, event.category, event.readOnly],
    key: (of) =>
      `${of.region}\0${of.eventSource}\0${of.eventName}\0${of.eventType ?? ''}\0${of.category ?? ''}\0${of.readOnly ?? ''}`,
  },
  origin: {
    columns: 'source_ip, agent, vpc_endpoint, tls_version',
    types: 'source_ip text, agent int, vpc_endpoint text, tls_version text',
    refersTo: { kind: 'agent', place: 1 },
    of: ({ sourceIp, userAgent, vpcEndpoint, tlsVersion }) => [sourceIp, userAgent, vpcEndpoint, tlsVersion],
    key: (of) => `${of.sourceIp ?? ''}\0${of.userAgent ?? ''}\0${of.vpcEndpoint ?? ''}\0${of.tlsVersion ?? ''}`,
  },
  outcome: {
    columns: 'result, error_code, error_message',
    types: 'result text, error_code text, error_message text',
    of: ({ result, errorCode, errorMessage }) => [result, errorCode, errorMessage],
    key: (of) => `${of.result}\0${of.errorCode ?? ''}\0${of.errorMessage ?? ''}`,
  },
  session: {
    columns: 'access_key_id, source_identity, identity_user, mfa, began_at',
    types: 'access_key_id text, source_identity text, identity_user text, mfa boolean, began_at text',
    of: (event) => [event.accessKeyId, event.sourceIdentity, event.identityUser, event.mfa, event.beganAt],
    key: (of) =>
      `${of.accessKeyId ?? ''}\0${of.sourceIdentity ?? ''}\0${of.identityUser ?? ''}\0${of.mfa ?? ''}\0${of.beganAt ?? ''}`,
  },
  object: {
    columns: 'targets',
    types: 'targets text, resources jsonb',
    of: ({ targets, resources: named }) => [
      targets.map((one) => one.replaceAll('\u001f', '\ufffd')).join('\u001f'),
      named.map(({ account, region, kind, name }) => ({ account, region, kind, name })),
    ],
    key: ({ targets, resources: named }) =>
      named.reduce(
        (key, { account, region, kind, name }) => `${key}\0\0${account}\0${region}\0${kind}\0${name}`,
        targets.join('\0'),
      ),
    also: resources,
  },
  agent: {
    columns: 'text',
    types: 'text text',
    of: ({ userAgent }) => [userAgent],
    key: ({ userAgent }) => userAgent ?? '',
  },
};

const kinds: readonly (keyof Words)[] = wordColumns;

/** What an event names that names nothing has no row. */
const nothingId = 0;
const namesNothing = ({ targets, resources: named }: ParsedEvent): boolean => targets.length === 0 && named.length === 0;

/** Remembered words of each kind: what was not asked for in two rounds of so many is forgotten. */
const remembered = 40_000;
type Memory = { young: Map<string, number>; old: Map<string, number> };
type Memories = Record<Kind, Memory>;
type Known = { epoch: number; memories: Memories };

const freshMemory = (): Memory => ({ young: new Map(), old: new Map() });
const freshKnown = (epoch: number): Known => ({
  epoch,
  memories: Object.fromEntries(Object.keys(words).map((kind) => [kind, freshMemory()])) as Memories,
});

const known = new WeakMap<Pool, Known>();

function recall(memory: Memory, text: string): number | undefined {
  const young = memory.young.get(text);
  if (young !== undefined) return young;
  const old = memory.old.get(text);
  if (old !== undefined) remember(memory, text, old);
  return old;
}

function remember(memory: Memory, text: string, id: number): void {
  if (memory.young.size >= remembered) {
    memory.old = memory.young;
    memory.young = new Map();
  }
  memory.young.set(text, id);
}

/** Eight bytes find a word, and its columns tell it from another that has the same: then each tries the next eight. */
const digestOf = (text: string, attempt: number): string =>
  createHash('sha256').update(`${attempt} ${text}`).digest().readBigInt64BE(0).toString();

type Found = { id: number; digest: string };
type Asked = { memories: Memories; events: readonly ParsedEvent[] };

/** What events say of a kind, value by value, by their texts; ids for those that are words of their own. */
async function valuesOf(pool: Pool, kind: Kind, { memories, events }: Asked): Promise<Map<string, readonly unknown[]>> {
  const { of, refersTo } = words[kind];
  const said = events.map((event) => ({ event, values: [...of(event)] }));
  const byText = new Map(said.map(({ values }) => [JSON.stringify(values), values]));
  if (!refersTo) return byText;
  const referring = said.filter(({ values }) => values[refersTo.place] !== null);
  const ids = await idsOf(pool, refersTo.kind, { memories, events: referring.map(({ event }) => event) });
  referring.forEach(({ values }, index) => {
    values[refersTo.place] = ids[index];
  });
  return byText;
}

/** Finds and adds words of one kind. @returns ids by their texts */
async function addWords(pool: Pool, kind: Kind, asked: Asked): Promise<Map<string, number>> {
  const { columns, types, also } = words[kind];
  const values = await valuesOf(pool, kind, asked);
  const same = columns
    .split(', ')
    .map((name) => `w.${name} is not distinct from asked.${name}`)
    .join(' and ');
  const names = types.split(', ').map((one) => one.split(' ')[0] as string);
  const found = new Map<string, number>();
  for (let round = 0; found.size < values.size; round += 1) {
    // What another saver added meanwhile is found in the second round.
    const missing = [...values.keys()].filter((text) => !found.has(text));
    const textOf = new Map(missing.map((text) => [digestOf(text, round >> 1), text]));
    const rows = [...textOf].map(([digest, text]) => ({
      digest,
      ...Object.fromEntries(names.map((name, index) => [name, values.get(text)?.[index]])),
    }));
    const { rows: ids } = await pool.query<Found>(
      `with asked as materialized (select * from jsonb_to_recordset($1) as x (digest bigint, ${types})),
       there as materialized (select w.id, w.digest from audit_${kind} w join asked using (digest) where ${same}),
       added as (
         insert into audit_${kind} (digest, ${columns}) select digest, ${columns} from asked where digest not in (select digest from there) order by digest
         on conflict (digest) do nothing returning id, digest
       )${also ? `, also as (${also})` : ''}
       select id, digest from there union all select id, digest from added`,
      [JSON.stringify(rows)],
    );
    for (const { id, digest } of ids) found.set(textOf.get(digest) as string, id);
  }
  return found;
}

/** An id for each event. */
async function idsOf(pool: Pool, kind: Kind, { memories, events }: Asked): Promise<number[]> {
  const { of, key } = words[kind];
  const memory = memories[kind];
  const missing = new Map<string, ParsedEvent>();
  const keys = events.map(key);
  const ids = events.map((event, index) => {
    if (kind === 'object' && namesNothing(event)) return nothingId;
    const id = recall(memory, keys[index] as string);
    if (id === undefined) missing.set(keys[index] as string, event);
    return id;
  });
  if (missing.size === 0) return ids as number[];
  const added = await addWords(pool, kind, { memories, events: [...missing.values()] });
  const fresh = new Map([...missing].map(([text, event]) => [text, added.get(JSON.stringify(of(event))) as number]));
  for (const [text, id] of fresh) remember(memory, text, id);
  return ids.map((id, index) => id ?? (fresh.get(keys[index] as string) as number));
}

/** The epoch that ids are of. */
async function epochNow(client: Pick<Pool, 'query'>): Promise<number> {
  const { rows } = await client.query<{ epoch: number }>('select epoch from audit_epoch');
  return rows[0]?.epoch ?? 0;
}

/** Whether ids of an epoch still stand: then no word goes before this transaction ends. */
export async function isEpoch(client: PoolClient, epoch: number): Promise<boolean> {
  await client.query(`select pg_advisory_xact_lock_shared(hashtext('audit words'))`);
  return (await epochNow(client)) === epoch;
}

export type Worded = { epoch: number; words: Words[] };

/**
 * The ids of the words of events, which are added where nobody said them before; each statement is its own transaction, so that savers never
 * wait for each other's events. @returns with the epoch, which whoever uses the ids must find unchanged
 */
export async function wordsOf({ pool }: Db, events: readonly ParsedEvent[]): Promise<Worded> {
  let state = known.get(pool);
  if (!state) {
    state = freshKnown(await epochNow(pool));
    known.set(pool, state);
  }
  const { memories, epoch } = state;
  const columns = {} as Record<keyof Words, number[]>;
  for (const kind of kinds) {
    columns[kind] = await idsOf(pool, kind, { memories, events });
  }
  const idAt = (kind: keyof Words, index: number): number => columns[kind][index] as number;
  const rows = events.map(
    (_, index): Words => ({
      actor: idAt('actor', index),
      call: idAt('call', index),
      origin: idAt('origin', index),
      outcome: idAt('outcome', index),
      session: idAt('session', index),
      object: idAt('object', index),
    }),
  );
  return { epoch, words: rows };
}

/** Forgets what is remembered: the words that nobody said any more are gone. */
export function forgetWords({ pool }: Db): void {
  known.delete(pool);
}
