import { judgeDigest } from '#lib/audit/trail/judge.ts';
import { type DigestKey, parseTrailKey, type TrailPlace, trailPrefix } from '#lib/audit/trail/keys.ts';
import type { TrailPublicKeys } from '#lib/audit/trail/public-keys.ts';
import type { TrailReader } from '#lib/audit/trail/reader.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import type { Invocation } from './command.ts';

/** What of a folder is to be verified; null is all of it. */
export type TrailAsked = {
  accounts: readonly string[] | null;
  regions: readonly string[] | null;
  trail: string | null;
  bucket: string | null;
  from: number | null;
  to: number | null;
};

/**
 * The places in it, how many files they hold, and the end of the window: where the newest of them is, unless told. `later`: how many are dated
 * in the future, as no file of CloudTrail's is.
 */
export type TrailSelection = { places: TrailPlace[]; files: number; later: number; to: number; newestDigests: DigestKey[] };

const bad = (message: string, mend: string): TrailwatchError => new TrailwatchError('invalid', message, { mend });

function instantOf(options: Invocation['options'], name: 'from' | 'to'): number | null {
  const text = options[name];
  if (text === undefined) return null;
  const isInstant = typeof text === 'string' && /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text);
  const at = isInstant ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw bad(`--${name} ${String(text)} is no time`, 'give a day or an instant in UTC: 2026-11-19, 2026-11-19T07:42:00Z');
}

function listOf(options: Invocation['options'], name: 'account' | 'region', form: RegExp, mend: string): string[] | null {
  const text = options[name];
  if (typeof text !== 'string') return null;
  const words = text.split(',');
  const wrong = words.find((word) => !form.test(word));
  if (wrong !== undefined) throw bad(`--${name} ${wrong} is none`, mend);
  return words;
}

const wordOf = (value: string | boolean | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** @throws TrailwatchError for an option that cannot be read */
export function readTrailAsked(options: Invocation['options'], now: number): TrailAsked {
  const [from, to] = [instantOf(options, 'from'), instantOf(options, 'to')];
  if (from !== null && to !== null && from >= to) throw bad('--from is not before --to', 'give the earlier time as --from');
  if (to !== null && to > now + dayMs)
    throw bad('--to lies in the future', 'leave it out, or give the end of what was downloaded');
  return {
    accounts: listOf(options, 'account', /^\d{12}$/, 'give account IDs of 12 digits, joined by commas'),
    regions: listOf(options, 'region', /^[a-z0-9-]{1,40}$/, 'give Regions as eu-west-1,us-east-1'),
    trail: wordOf(options['trail-name']),
    bucket: wordOf(options.bucket),
    from,
    to,
  };
}

/** What there is of what is asked, by the names of the files alone. */
export function selectTrail(keys: readonly string[], asked: TrailAsked, now: number): TrailSelection {
  const places = new Map<string, TrailPlace>();
  const newest = new Map<string, DigestKey>();
  let [files, later, last] = [0, 0, 0];
  for (const text of keys) {
    const key = parseTrailKey(text);
    const isAsked = key && asked.accounts?.includes(key.account) !== false && asked.regions?.includes(key.region) !== false;
    if (!isAsked || (key.kind === 'digest' && asked.trail !== null && key.trail !== asked.trail)) continue;
    const endAt = key.kind === 'digest' ? key.endAt : key.deliveredAt + minuteMs;
    if (endAt > now + dayMs) {
      later += 1;
      continue;
    }
    const { prefix, organization, account, region } = key;
    const id = trailPrefix(key, 'CloudTrail');
    places.set(id, { prefix, organization, account, region });
    files += 1;
    last = Math.max(last, endAt);
    if (key.kind === 'digest' && !key.isBackfill && key.endAt > (newest.get(id)?.endAt ?? 0)) newest.set(id, key);
  }
  return { places: [...places.values()], files, later, to: asked.to ?? last, newestDigests: [...newest.values()] };
}

/** The bucket that a folder was copied from, by the word of a signed digest; null where none is. */
export async function bucketOf(
  reader: TrailReader,
  digests: readonly DigestKey[],
  publicKeys: TrailPublicKeys,
): Promise<string | null> {
  for (const { key } of digests) {
    const judged = judgeDigest(await reader.read(key), { bucket: null, key, publicKeys, expected: null });
    if (judged.isProved && judged.digest) return judged.digest.bucket;
  }
  return null;
}
