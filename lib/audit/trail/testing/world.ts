import { gunzipSync, gzipSync } from 'node:zlib';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { TrailPlace } from '../keys.ts';
import { type PlaceOptions, verifyPlace } from '../place.ts';
import type { TrailReader } from '../reader.ts';
import { type TrailResult, verdictOf } from '../verdicts.ts';
import {
  type Bucket,
  type DigestFields,
  makeSigningKey,
  publicKeysOf,
  readerOf,
  type SigningKey,
  signedDigest,
} from './bucket.ts';
import { addChain, type ChainPlan, hoursFrom } from './chain.ts';

const place: TrailPlace = { prefix: 'central/logs', organization: 'o-x7k2p9qw1z', account: '111122223333', region: 'eu-west-1' };
const firstEnd = Date.parse('2026-11-18T10:36:49Z');
const hours = 30;
/** Hours whose log files were late, so that a backfill digest names them. */
const late = [5, 6, 20];

export const keys = {
  old: makeSigningKey({ from: '2026-10-01T00:00:00Z', to: '2026-11-18T20:00:00Z' }),
  current: makeSigningKey({ from: '2026-11-18T20:00:00Z', to: '2027-01-31T00:00:00Z' }),
  foreign: makeSigningKey({ from: '2026-10-01T00:00:00Z', to: '2027-01-31T00:00:00Z' }, 'spki'),
};

/** A key that signed a year ago, and is listed. */
export const expiredKey = makeSigningKey({ from: '2025-01-01T00:00:00Z', to: '2025-06-01T00:00:00Z' });

/** One trail's files in one Region, clean: `digests` and `backfills` are its two chains, oldest first. */
export class World {
  readonly bucket: Bucket = new Map();
  readonly digests: DigestFields[];
  readonly backfills: DigestFields[];
  readonly place = place;
  readonly bucketName = 'log-archive';
  readonly startAt = firstEnd - hourMs;
  readonly endAt = firstEnd + (hours - 1) * hourMs;

  constructor(change: Partial<ChainPlan> = {}) {
    const { bucketName } = this;
    const common = { place, trail: 'org_trail', homeRegion: 'us-east-1', bucketName };
    const keyOf = (index: number): SigningKey => (index < 10 ? keys.old : keys.current);
    const regular: ChainPlan = { ...common, isBackfill: false, ends: hoursFrom(firstEnd, hours), logsEach: 2, keyOf, ...change };
    this.digests = addChain(this.bucket, regular);
    const ends = late.map((index) => firstEnd + index * hourMs);
    this.backfills = addChain(this.bucket, { ...common, isBackfill: true, ends, logsEach: 1, keyOf: () => keys.current });
  }

  /** "d12", "b1": the key of a digest; "l12.1", "lb1.0": that of a log file. */
  key(name: string): string {
    const [, isLog, isBackfill, digest, log] = /^(l?)(?:d?)(b?)(\d+)(?:\.(\d+))?$/.exec(name) ?? [];
    const fields = (isBackfill ? this.backfills : this.digests)[Number(digest)];
    const key = isLog ? fields?.logFiles[Number(log)]?.s3Object : fields?.digestS3Object;
    if (key === undefined) throw new RangeError(name);
    return key;
  }

  remove(...names: string[]): void {
    for (const name of names) this.bucket.delete(this.key(name));
  }

  /** Bytes as they lie there, changed. */
  bytes(name: string, change: (bytes: Buffer) => Buffer): void {
    const key = this.key(name);
    const { bytes = Buffer.alloc(0), metadata = {} } = this.bucket.get(key) ?? {};
    this.bucket.set(key, { bytes: change(Buffer.from(bytes)), metadata });
  }

  /** What it unpacks to, changed, and packed again. */
  content(name: string, change: (text: string) => string): void {
    this.bytes(name, (bytes) => gzipSync(change(gunzipSync(bytes).toString())));
  }

  metadata(name: string, change: Record<string, string | undefined>): void {
    const key = this.key(name);
    const { bytes = Buffer.alloc(0), metadata = {} } = this.bucket.get(key) ?? {};
    const changed = Object.entries({ ...metadata, ...change }).filter(([, value]) => value !== undefined);
    this.bucket.set(key, { bytes, metadata: Object.fromEntries(changed) as Record<string, string> });
  }

  /** Changes what a digest says, and signs it anew. */
  resign(name: string, change: (fields: DigestFields) => DigestFields, key: SigningKey): void {
    const at = this.key(name);
    const fields = JSON.parse(gunzipSync(this.bucket.get(at)?.bytes ?? Buffer.alloc(0)).toString()) as DigestFields;
    this.bucket.set(at, signedDigest({ ...change(fields), digestPublicKeyFingerprint: key.fingerprint }, key));
  }

  swap(one: string, other: string): void {
    const [a, b] = [this.key(one), this.key(other)];
    const [first, second] = [this.bucket.get(a), this.bucket.get(b)];
    if (first && second) this.bucket.set(a, second).set(b, first);
  }

  move(name: string, to: string): void {
    const from = this.key(name);
    const found = this.bucket.get(from);
    this.bucket.delete(from);
    if (found) this.bucket.set(to, found);
  }

  copy(name: string, to: string): void {
    const found = this.bucket.get(this.key(name));
    if (found) this.bucket.set(to, found);
  }

  clone(): World {
    const made: World = Object.create(World.prototype);
    return Object.assign(made, this, { bucket: new Map(this.bucket) });
  }

  async results(options: Partial<PlaceOptions> = {}, reader: TrailReader = readerOf(this.bucket)): Promise<TrailResult[]> {
    const whole: PlaceOptions = {
      from: this.startAt,
      to: this.endAt + 30 * minuteMs,
      publicKeys: publicKeysOf(keys.old, keys.current, expiredKey),
      bucket: this.bucketName,
      statusOf: () => null,
      trail: null,
      ...options,
    };
    const results: TrailResult[] = [];
    for await (const result of verifyPlace(reader, this.place, whole)) results.push(result);
    return results;
  }

  /** Everything but what is verified or not yet due, in short: "d12 altered", "gap×9". */
  tell(results: readonly TrailResult[]): string[] {
    const names = new Map<string, string>();
    for (const [chain, letter] of [
      [this.digests, 'd'],
      [this.backfills, 'b'],
    ] as const) {
      for (const [index, { digestS3Object, logFiles }] of chain.entries()) {
        names.set(digestS3Object, `${letter}${index}`);
        for (const [log, { s3Object }] of logFiles.entries()) names.set(s3Object, `l${letter === 'b' ? 'b' : ''}${index}.${log}`);
      }
    }
    const told = results.filter((result) => verdictOf(result).isFault || result.kind === 'off' || result.kind === 'cut');
    return told.map((result) =>
      result.of === 'period' ? `${result.kind}×${result.count}` : `${names.get(result.key) ?? 'other'} ${result.kind}`,
    );
  }
}
