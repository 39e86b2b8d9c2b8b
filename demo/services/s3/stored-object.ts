import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { minuteMs } from '#lib/time.ts';
import type { Spoil, TrailSpoils } from '../../trail-spoils.ts';
import type { Digest } from '../cloudtrail/digest-plan.ts';
import type { Digests } from '../cloudtrail/digests.ts';
import { contentOf, type LogFile, type LogFiles } from '../cloudtrail/log-files.ts';
import { plainTime } from '../cloudtrail/trails.ts';
import { storedGzip, storedGzipLength } from './stored-gzip.ts';

/** An object of the bucket. `lastModifiedAt`: epoch ms; `isDenied`: whoever asks for it, it is refused. */
export type StoredObject = {
  key: string;
  lastModifiedAt: number;
  /** Under SSE-KMS it is no MD5 of anything. */
  etag: string;
  isDenied: boolean;
  metadata: () => Readonly<Record<string, string>>;
  size: () => number;
  body: () => Buffer;
};

type Plain = Omit<StoredObject, 'etag' | 'isDenied'> & { content: () => Buffer };

export const logObject = (file: LogFile, files: LogFiles, spoils: TrailSpoils): StoredObject =>
  spoiled(spoils.of(file.key), {
    key: file.key,
    lastModifiedAt: file.deliveredAt,
    metadata: () => ({}),
    size: () => files.size(file),
    content: () => contentOf(file),
    body: () => gzipSync(contentOf(file)),
  });

/** Written uncompressed into its gzip file, so that a list of a month of them need not sign a single one. */
export const digestObject = (digest: Digest, digests: Digests, spoils: TrailSpoils): StoredObject =>
  spoiled(spoils.of(digest.key), {
    key: digest.key,
    lastModifiedAt: digest.deliveredAt,
    metadata: () => ({
      signature: digests.signature(digest),
      'signature-algorithm': 'SHA256withRSA',
      ...(digest.isBackfill ? { 'backfill-generation-timestamp': plainTime(digest.signedAt) } : {}),
    }),
    size: () => storedGzipLength(digests.contentLength(digest)),
    content: () => digests.content(digest),
    body: () => storedGzip(digests.content(digest)),
  });

/** Somebody who wrote to it did so a while after it came. */
const spoiledAfterMs = 20 * minuteMs;

function spoiled(spoil: Spoil | undefined, { content, ...object }: Plain): StoredObject {
  const etag = createHash('md5')
    .update(`${spoil === 'altered' || spoil === 'appended' ? spoil : ''} ${object.key}`)
    .digest('hex');
  const common = { ...object, etag, isDenied: spoil === 'denied' };
  if (spoil !== 'altered' && spoil !== 'appended') return common;
  const body = () =>
    spoil === 'altered' ? gzipSync(altered(content())) : Buffer.concat([object.body(), Buffer.from('\0appended')]);
  return { ...common, body, size: () => body().length, lastModifiedAt: object.lastModifiedAt + spoiledAfterMs };
}

/** The same file with its first event made by another address, or with one log file less, or begun a second earlier. */
function altered(content: Buffer): Buffer {
  const value = JSON.parse(content.toString()) as {
    Records?: { sourceIPAddress: string }[];
    logFiles?: unknown[];
    digestStartTime: string;
  };
  const [first] = value.Records ?? [];
  if (first) first.sourceIPAddress = '192.0.2.66';
  else if (value.logFiles?.length) value.logFiles.pop();
  else value.digestStartTime = plainTime(Date.parse(value.digestStartTime) - 1000);
  return Buffer.from(JSON.stringify(value));
}
