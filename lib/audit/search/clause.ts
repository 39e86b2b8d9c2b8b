import type { WordColumn } from '../chunk.ts';
import type { SearchChunk } from './chunk.ts';

/** Which ids of a column pass: 1 where they do. An id beyond its end does not. */
export type Ids = Uint8Array;

type Word = { column: WordColumn; ids: Ids };
/** Which ids pass is only known of those that were asked about: `seek` is given a chunk's own. */
type SoughtWord = { column: WordColumn; seek: (ids: Int32Array) => Promise<Ids> };

/** One of these must hold of an event, or none of them where it is `isNot`. `prefixes`: first four bytes of keys. */
export type Clause = {
  isNot?: boolean;
  words: readonly (Word | SoughtWord)[];
  prefixes?: readonly number[];
};
/** A clause of which is known what passes in a chunk. */
type KnownClause = Clause & { words: readonly Word[] };

/** The clauses as they are asked of a chunk. */
export const clausesFor = (chunk: SearchChunk, clauses: readonly Clause[]): Promise<KnownClause[]> =>
  Promise.all(
    clauses.map(async (clause) => ({
      ...clause,
      words: await Promise.all(
        clause.words.map(async (word) =>
          'seek' in word ? { column: word.column, ids: await word.seek(chunk[word.column].ids) } : word,
        ),
      ),
    })),
  );

/** A clause for one chunk: which codes of a column pass. */
type Test = { codes: Uint8Array | Uint16Array; passes: Uint8Array; share: number };
/** What a clause comes to in one chunk. */
type Compiled = { isNot: boolean; tests: Test[]; prefixes: readonly number[] } | 'all' | 'none';

/** The same ids are asked of the same chunks for every figure of a page. */
const remembered = new WeakMap<Ids, WeakMap<object, { passes: Uint8Array; share: number }>>();

const noneOfAll = { passes: new Uint8Array(0), share: 0 };

function passesOf(chunk: SearchChunk, column: WordColumn, ids: Ids) {
  if (ids.length === 0) return noneOfAll;
  const coded = chunk[column];
  const known = remembered.get(ids) ?? new WeakMap();
  remembered.set(ids, known);
  const kept = known.get(coded);
  if (kept) return kept;
  const passes = new Uint8Array(coded.ids.length);
  let count = 0;
  for (let code = 0; code < passes.length; code += 1) {
    const pass = ids[coded.ids[code] as number] ?? 0;
    passes[code] = pass;
    count += pass;
  }
  const made = { passes, share: passes.length === 0 ? 0 : count / passes.length };
  known.set(coded, made);
  return made;
}

function compile(chunk: SearchChunk, { isNot = false, words, prefixes = [] }: KnownClause): Compiled {
  const tests: Test[] = [];
  for (const { column, ids } of words) {
    const { passes, share } = passesOf(chunk, column, ids);
    if (share === 1) return isNot ? 'none' : 'all';
    if (share > 0) tests.push({ codes: chunk[column].codes, passes, share });
  }
  if (tests.length === 0 && prefixes.length === 0) return isNot ? 'all' : 'none';
  return { isNot, tests, prefixes };
}

const places = new Uint32Array(65_536);
const hits = new Uint8Array(65_536);

/** The range's places that pass one test; this loop is what searching takes its time for. */
function selectOne(
  codes: Uint8Array | Uint16Array,
  passes: Uint8Array,
  wanted: 0 | 1,
  [first, last]: readonly [number, number],
): number {
  let count = 0;
  for (let place = first; place < last; place += 1) {
    places[count] = place;
    count += (passes[codes[place] as number] as number) === wanted ? 1 : 0;
  }
  return count;
}

function keepOne(codes: Uint8Array | Uint16Array, passes: Uint8Array, wanted: 0 | 1, among: number): number {
  let count = 0;
  for (let index = 0; index < among; index += 1) {
    const place = places[index] as number;
    places[count] = place;
    count += (passes[codes[place] as number] as number) === wanted ? 1 : 0;
  }
  return count;
}

/** Of many tests one is enough. Each is a loop of its own, which the machine does best. */
function keepAny(chunk: SearchChunk, { tests, prefixes, isNot }: Exclude<Compiled, string>, among: number): number {
  hits.fill(0, 0, among);
  for (const { codes, passes } of tests) {
    for (let index = 0; index < among; index += 1) {
      hits[index] = (hits[index] as number) | (passes[codes[places[index] as number] as number] as number);
    }
  }
  for (const prefix of prefixes) {
    for (let index = 0; index < among; index += 1) if (chunk.prefixes[places[index] as number] === prefix) hits[index] = 1;
  }
  const wanted = isNot ? 0 : 1;
  let count = 0;
  for (let index = 0; index < among; index += 1) {
    places[count] = places[index] as number;
    count += hits[index] === wanted ? 1 : 0;
  }
  return count;
}

const isSingle = ({ tests, prefixes }: Exclude<Compiled, string>): boolean => tests.length === 1 && prefixes.length === 0;

/** Of single tests, the one that fewer ids pass goes first. */
const weight = (one: Exclude<Compiled, string>): number => (isSingle(one) ? (one.isNot ? 2 : (one.tests[0]?.share ?? 1)) : 3);

/** Clauses for a chunk, ready to be asked of any part of it; null where no event of it can pass. */
export function prepareClauses(chunk: SearchChunk, clauses: readonly KnownClause[]): Exclude<Compiled, string>[] | null {
  const compiled: Exclude<Compiled, string>[] = [];
  for (const clause of clauses) {
    const one = compile(chunk, clause);
    if (one === 'none') return null;
    if (one !== 'all') compiled.push(one);
  }
  return compiled.toSorted((a, b) => weight(a) - weight(b));
}

/**
 * The places in a range of a chunk that pass every clause, ascending.
 * @returns a view that the next call overwrites
 */
export function selectPlaces(
  chunk: SearchChunk,
  prepared: readonly Exclude<Compiled, string>[],
  [first, last]: readonly [number, number],
): Uint32Array {
  const [head, ...rest] = prepared;
  let count = last - first;
  let left = rest;
  if (head && isSingle(head))
    count = selectOne(head.tests[0]?.codes as Uint8Array, head.tests[0]?.passes as Uint8Array, head.isNot ? 0 : 1, [first, last]);
  else {
    for (let place = first; place < last; place += 1) places[place - first] = place;
    left = head ? [head, ...rest] : [];
  }
  for (const one of left) {
    if (count === 0) break;
    count = isSingle(one)
      ? keepOne(one.tests[0]?.codes as Uint8Array, one.tests[0]?.passes as Uint8Array, one.isNot ? 0 : 1, count)
      : keepAny(chunk, one, count);
  }
  return places.subarray(0, count);
}
