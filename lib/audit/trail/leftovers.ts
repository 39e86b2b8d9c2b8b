import { hash } from 'node:crypto';
import { dayMs } from '#lib/time.ts';
import type { Cover } from './cover.ts';
import { inflate } from './inflate.ts';
import type { JudgedLog } from './judge.ts';
import type { LogKey } from './keys.ts';
import { readAhead } from './read-ahead.ts';
import type { TrailReader } from './reader.ts';
import type { TrailResult } from './verdicts.ts';

/** Each is a file to be read: whoever puts many files there decides what a look costs. */
const mostCandidates = 1000;

type LogResult = Extract<TrailResult, { of: 'log' }>;
type Rest = { cover: Cover; others: readonly LogKey[]; isWhole: boolean; hasDigests: boolean };

/** What cannot be told before all of a place is known: whether what is missing lies under another name, and what an altered file holds. */
export class Leftovers {
  readonly #missing: LogResult[] = [];
  readonly #altered: { result: LogResult; contentHash: string }[] = [];

  /** @returns whether the result is kept for the end */
  take(result: TrailResult, { contentHash }: JudgedLog): boolean {
    if (result.of !== 'log') return false;
    if (result.kind === 'missing') this.#missing.push(result);
    else if (result.kind === 'altered' && contentHash !== null) this.#altered.push({ result, contentHash });
    else return false;
    return true;
  }

  async *settle(reader: TrailReader, { cover, others, isWhole, hasDigests }: Rest): AsyncGenerator<TrailResult> {
    yield* this.#swapped(cover);
    const found = this.#missing.length > 0 ? await hashesOf(reader, this.#candidates(others)) : new Map<string, string>();
    const moved = new Set<string>();
    for (const result of this.#missing) {
      const elsewhere = found.get(cover.named.get(result.key) ?? '');
      if (elsewhere) moved.add(elsewhere);
      yield elsewhere ? { ...result, kind: 'renamed', note: `it lies at ${elsewhere}` } : result;
    }
    if (!hasDigests && others[0]) yield noDigests(others);
    for (const log of others) {
      const kind = cover.verdict(log);
      // Beside one trail alone lie the files of others: those that its own digests name are its own.
      if (moved.has(log.key) || !(isWhole || cover.named.has(log.key))) continue;
      yield { of: 'log', kind, key: log.key, digest: null, from: log.deliveredAt, to: log.deliveredAt, chain: null };
    }
  }

  *#swapped({ named }: Cover): Generator<TrailResult> {
    const wanted = new Set(this.#altered.map(({ contentHash }) => contentHash));
    const owners = new Map<string, string>();
    if (wanted.size > 0) for (const [key, sum] of named) if (sum !== null && wanted.has(sum)) owners.set(sum, key);
    for (const { result, contentHash } of this.#altered) {
      const owner = owners.get(contentHash);
      yield owner ? { ...result, kind: 'swapped', note: `it holds ${owner}` } : result;
    }
  }

  /** Which of the files that no digest names may be one that is missing: those dated within a day of it, and not without end. */
  #candidates(others: readonly LogKey[]): readonly LogKey[] {
    const days = new Set(this.#missing.flatMap(({ from }) => [-1, 0, 1].map((step) => Math.floor(from / dayMs) + step)));
    return others.filter(({ deliveredAt }) => days.has(Math.floor(deliveredAt / dayMs))).slice(0, mostCandidates);
  }
}

/** Key by content. */
async function hashesOf(reader: TrailReader, logs: readonly LogKey[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const [{ key }, object] of readAhead(logs, (log) => reader.read(log.key))) {
    const { content } = object.kind === 'read' ? inflate(object.bytes) : { content: null };
    if (content !== null) found.set(hash('sha256', content), key);
  }
  return found;
}

function noDigests(others: readonly LogKey[]): TrailResult {
  const at = others.map(({ deliveredAt }) => deliveredAt);
  const [from, to] = [at.reduce((a, b) => Math.min(a, b)), at.reduce((a, b) => Math.max(a, b))];
  const [{ account, region } = { account: '', region: '' }] = others;
  return { of: 'period', kind: 'no-digests', from, to, count: 0, chain: null, note: `account ${account}, ${region}` };
}
