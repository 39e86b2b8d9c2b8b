import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hourMs, minuteMs } from '#lib/time.ts';
import { digestKeyAt, logKeyAt, type TrailPlace } from '../keys.ts';
import { type Bucket, contentOf, type DigestFields, type SigningKey, signedDigest } from './bucket.ts';

export type ChainPlan = {
  place: TrailPlace;
  trail: string;
  homeRegion: string;
  bucketName: string;
  isBackfill: boolean;
  /** The end of each digest's hour, oldest first; they are an hour long. */
  ends: readonly number[];
  logsEach: number;
  /** What the body of a log file holds; by default a record of its own. */
  body?: (digest: number, log: number) => string;
  keyOf: (digest: number) => SigningKey;
  /** Changes what a digest says before it is signed: as CloudTrail itself would have said it. */
  edit?: (fields: DigestFields, digest: number) => DigestFields;
};

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const record = (digest: number, log: number): string =>
  JSON.stringify({ Records: [{ eventVersion: '1.11', eventID: `${digest}-${log}`, eventName: 'DescribeEndpoint' }] });

const noPrevious = {
  previousDigestS3Bucket: null,
  previousDigestS3Object: null,
  previousDigestHashValue: null,
  previousDigestHashAlgorithm: null,
  previousDigestSignature: null,
};

/** Writes a chain of digests and their log files into a bucket, as CloudTrail delivers them. @returns the digests' fields, oldest first */
export function addChain(bucket: Bucket, plan: ChainPlan): DigestFields[] {
  const { place, trail, homeRegion, bucketName, isBackfill } = plan;
  const made: DigestFields[] = [];
  for (const [index, endAt] of plan.ends.entries()) {
    const key = plan.keyOf(index);
    const startAt = endAt - hourMs;
    const logFiles = Array.from({ length: plan.logsEach }, (_, log) => {
      const at = startAt + (5 + log * 10) * minuteMs;
      const content = Buffer.from((plan.body ?? record)(index, log));
      const s3Object = logKeyAt(place, at, `${isBackfill ? 'backfill' : trail}${index}x${log}`.replaceAll('_', '-'));
      bucket.set(s3Object, { bytes: gzipSync(content), metadata: {} });
      const times = { newestEventTime: iso(at), oldestEventTime: iso(at) };
      return { s3Bucket: bucketName, s3Object, hashValue: hash('sha256', content), hashAlgorithm: 'SHA-256', ...times };
    });
    const before = made.at(-1);
    const fields: DigestFields = {
      awsAccountId: place.account,
      digestStartTime: iso(startAt),
      digestEndTime: iso(endAt),
      digestS3Bucket: bucketName,
      digestS3Object: digestKeyAt({ ...place, trail, homeRegion, isBackfill }, endAt),
      digestPublicKeyFingerprint: key.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logFiles.at(-1)?.newestEventTime ?? null,
      oldestEventTime: logFiles[0]?.oldestEventTime ?? null,
      ...(before ? previousFields(bucket, before) : noPrevious),
      logFiles,
    };
    const final = plan.edit?.(fields, index) ?? fields;
    const metadata = isBackfill ? { 'backfill-generation-timestamp': iso(endAt + 5 * hourMs) } : undefined;
    bucket.set(final.digestS3Object, signedDigest(final, key, metadata));
    made.push(final);
  }
  return made;
}

const previousFields = (bucket: Bucket, before: DigestFields) => ({
  previousDigestS3Bucket: before.digestS3Bucket,
  previousDigestS3Object: before.digestS3Object,
  previousDigestHashValue: hash('sha256', contentOf(before)),
  previousDigestHashAlgorithm: 'SHA-256',
  previousDigestSignature: bucket.get(before.digestS3Object)?.metadata.signature ?? null,
});

/** `fields` as the first digest after logging was off says it. */
export const withoutPrevious = (fields: DigestFields): DigestFields => ({ ...fields, ...noPrevious });

/** The ends of so many hours in a row, at CloudTrail's odd minute and second. */
export const hoursFrom = (firstEndAt: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => firstEndAt + index * hourMs);
