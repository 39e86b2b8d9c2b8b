import { setImmediate as turn } from 'node:timers/promises';
import type { Pool } from 'pg';
import { wordColumns } from '#lib/audit/chunk.ts';
import { Attribute } from '#lib/audit/search/attribute.ts';
import { type SearchChunk, searchChunkOf } from '#lib/audit/search/chunk.ts';
import type { Ids } from '#lib/audit/search/clause.ts';
import { IdsMemory } from '#lib/audit/search/ids-memory.ts';
import type { Breathe } from '#lib/audit/search/scan.ts';
import { systemScope, type TeamScope } from '#lib/auth/scope.ts';
import { database } from '#lib/db.ts';
import { shared } from '#lib/process.ts';
import { AuditObjects } from './audit-objects.ts';
import { withIds } from './event-ids.ts';
import { settingOf, walled } from './walled.ts';

/** The words that are kept in memory, by column, and how PostgreSQL says each. */
const spoken = {
  actor: { account: 'account', who: 'who', through: `coalesce(through, '')` },
  call: {
    ...{ region: 'region', service: 'event_source', action: 'event_name' },
    mode: `case when read_only then 'read' when read_only is null then 'not said' else 'write' end`,
  },
  origin: {
    ...{ ip: `coalesce(source_ip, '')`, vpce: `coalesce(vpc_endpoint, '')`, tls: `coalesce(tls_version, '')` },
    agent: `coalesce((select text from audit_agent a where a.id = agent), '')`,
  },
  outcome: { result: 'result', error: `coalesce(error_code, '')` },
} as const;

export type SpokenColumn = keyof typeof spoken;
export type Spoken = { [Column in SpokenColumn]: Record<keyof (typeof spoken)[Column], Attribute> };

const columns = Object.keys(spoken) as SpokenColumn[];
const chunksAtOnce = 2;
const packed = ['at', 'prefix', ...wordColumns].join(', ');

const freshWords = (): Spoken =>
  Object.fromEntries(
    columns.map((column) => [column, Object.fromEntries(Object.keys(spoken[column]).map((name) => [name, new Attribute()]))]),
  ) as Spoken;

/** Of ids by which a scope sees: the greatest that events had when it was asked, and which state of the chunks it was asked for. */
type Asked = { upTo: number; state: number };
/** Whoever reads at the same time is of few teams. */
const mostSeen = { open: 12, packed: 400 };
const savedLate = 5000;
/** A first look may want millions of words: what comes of so few at a time is gone before the heap grows for it. */
const wordsAtOnce = 4000;

type PackedRow = Parameters<typeof searchChunkOf>[0] & { id: string };

/**
 * All events by columns, in memory: what pages of events are found and counted with. It holds ids and words of everybody's events; who asks
 * is told only what passes the scope's own ids, which PostgreSQL gives under the scope's wall (lib/queries/audit-clauses), and rows are read
 * under it, too.
 */
export class AuditIndex {
  readonly words: Spoken = freshWords();
  readonly objects = new AuditObjects();
  readonly #chunks = new Map<string, SearchChunk>();
  #sorted: readonly SearchChunk[] = [];
  #ownership = '';
  /** Counts what was read: the words of all chunks of a state were there before it. */
  #state = 0;
  readonly #seen = new IdsMemory<Asked>(mostSeen);
  /** The greatest ids that events have. */
  readonly #greatest = { actor: 0, object: 0 };
  #reading: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** Every chunk that is committed now, by its newest event, newest first. */
  async chunks(): Promise<readonly SearchChunk[]> {
    await this.#refresh();
    return this.#sorted;
  }

  /** What was begun before this call may not have seen what the caller knows of: it waits for the next, together with all who came meanwhile. */
  #refresh(): Promise<void> {
    if (!this.#reading) {
      this.#reading = this.#read().finally(() => {
        this.#reading = null;
      });
      return this.#reading;
    }
    this.#next ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#refresh();
      });
    return this.#next;
  }

  /**
   * The ids of a column by which a scope sees events of teams, as PostgreSQL says them under the scope's wall. What it said is remembered until
   * something changes hands; when new events came in, only words that were added since are asked about.
   */
  async seen(scope: TeamScope, column: 'actor' | 'object', teams: readonly string[] | null): Promise<Ids> {
    // What was asked before something changed hands and comes in after it is remembered of that time, for nobody.
    const key = `${this.#ownership} ${column} ${settingOf(scope)} ${teams?.join() ?? '*'}`;
    const known = this.#seen.get(key);
    const state = this.#state;
    if (known?.about.state === state) return known.ids;
    // Of two savers, who took an id first may be the later to commit.
    const from = Math.max(0, (known?.about.upTo ?? 0) - savedLate);
    const mark = this.#greatest[column];
    const { rows } = await walled<{ id: number }>(scope, {
      name: `q:audit ${column} seen`,
      text: `select distinct id from audit_${column}_seen where id > $2 and ($1::text[] is null or team = any($1))`,
      values: [teams, from],
    });
    const ids = withIds(known?.ids ?? new Uint8Array(0), rows);
    this.#seen.set(key, { ids, about: { upTo: mark, state } });
    return ids;
  }

  async #read(): Promise<void> {
    const { rows } = await walled<{ ids: string[]; ownership: string }>(systemScope(), {
      name: 'q:audit chunks',
      text: `select array(select id from audit_chunk order by id) as ids,
        (select count(*) || ' ' || coalesce(max(id), 0) from ownership_change) as ownership`,
      values: [],
    });
    const there = new Set(rows[0]?.ids ?? []);
    const ownership = rows[0]?.ownership ?? '';
    if (ownership !== this.#ownership) this.#seen.clear();
    this.#ownership = ownership;
    const missing = [...there].filter((id) => !this.#chunks.has(id));
    const gone = [...this.#chunks.keys()].filter((id) => !there.has(id));
    if (missing.length + gone.length === 0) return;
    // What replaces chunks is read before they go, and taken in one step: nobody counts an event twice or misses it.
    const read: [string, SearchChunk][] = [];
    for (let start = 0; start < missing.length; start += chunksAtOnce)
      read.push(...(await readChunks(missing.slice(start, start + chunksAtOnce))));
    await this.#readWords(read.map(([, chunk]) => chunk));
    for (const [, chunk] of read) this.objects.want(chunk.object.ids, breather());
    const isWhole = read.length === missing.length;
    for (const [id, chunk] of read) {
      this.#chunks.set(id, chunk);
      for (const column of ['actor', 'object'] as const)
        this.#greatest[column] = Math.max(this.#greatest[column], chunk[column].ids.at(-1) ?? 0);
    }
    for (const id of gone) this.#chunks.delete(id);
    this.#state += 1;
    this.#sorted = [...this.#chunks.values()].sort((a, b) => b.toAt - a.toAt);
    // Some were replaced between the list and the reading.
    if (!isWhole) await this.#read();
  }

  async #readWords(chunks: readonly SearchChunk[]): Promise<void> {
    for (const column of columns) {
      const attributes: Record<string, Attribute> = this.words[column];
      const [first] = Object.values(attributes);
      const wanted = new Set<number>();
      for (const chunk of chunks) for (const id of chunk[column].ids) if (!first?.has(id)) wanted.add(id);
      const missing = [...wanted].sort((a, b) => a - b);
      for (let start = 0; start < missing.length; start += wordsAtOnce)
        await readSomeWords(column, attributes, missing.slice(start, start + wordsAtOnce));
    }
  }
}

async function readSomeWords(column: SpokenColumn, attributes: Record<string, Attribute>, ids: readonly number[]): Promise<void> {
  const list = Object.entries(spoken[column]).map(([name, text]) => `${text} as "${name}"`);
  const { rows } = await walled<{ id: number } & Record<string, string>>(systemScope(), {
    text: `select id, ${list.join(', ')} from audit_${column} where id = any($1)`,
    values: [ids],
  });
  for (const row of rows) for (const [name, attribute] of Object.entries(attributes)) attribute.set(row.id, row[name] ?? '');
}

async function readChunks(ids: readonly string[]): Promise<[string, SearchChunk][]> {
  const { rows } = await walled<PackedRow>(systemScope(), {
    name: 'q:audit chunk',
    text: `select id, extract(epoch from from_at)::float8 * 1000 as "fromAt", extract(epoch from to_at)::float8 * 1000 as "toAt", events, ${packed}
      from audit_chunk where id = any($1)`,
    values: [ids],
  });
  return rows.map((row) => [row.id, searchChunkOf(row)]);
}

/** The index of this process's database. */
export function auditIndex(): AuditIndex {
  const all = shared('audit indexes', () => new WeakMap<Pool, AuditIndex>());
  const { pool } = database();
  const known = all.get(pool) ?? new AuditIndex();
  all.set(pool, known);
  return known;
}

const longestMs = 8;

/** Gives way to others whenever a search has held the thread for so long. */
export function breather(): Breathe {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestMs) return;
    await turn();
    since = performance.now();
  };
}
