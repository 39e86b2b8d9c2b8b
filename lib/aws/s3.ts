import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Answer, type CallFailure, declareCall } from './call.ts';
import type { AwsRegion } from './region.ts';

const service = 's3';

export const listObjects = declareCall(
  { service, operation: 'ListObjectsV2', action: 's3:ListBucket', feeds: 'which log files trails have delivered' },
  ListObjectsV2Command,
);

export const getObject = declareCall(
  { service, operation: 'GetObject', action: 's3:GetObject', feeds: 'the log files of trails' },
  GetObjectCommand,
);

/** `metadata`: what stands in `x-amz-meta-…`, by its name without that. */
export type S3Object = { bytes: Buffer; metadata: Readonly<Record<string, string>>; etag: string | null };

/** A connection that breaks in the middle of a body is tried so often. */
const bodyAttempts = 4;

const failure = (code: string, word: CallFailure['word'], message: string): CallFailure => ({
  ...{ service, operation: 'GetObject', code, word, message },
  requestId: null,
  isGone: false,
});

/** S3 says the same code when the object may be read, and the key that it is encrypted with may not be used. */
const kmsDenied = /\bkms:Decrypt\b|\bKMS\b.*\b(den|disabled|pending)/i;

const named = (refused: CallFailure): CallFailure => {
  if (refused.word === 'denied' && kmsDenied.test(refused.message)) return { ...refused, code: 'KmsDecryptDenied' };
  if (/^KMS\./.test(refused.code)) return { ...refused, code: 'KmsDecryptDenied', word: 'denied' };
  return refused;
};

/** @throws the stream's error when the body is cut */
async function bytesOf({ Body, ContentLength }: GetObjectCommandOutput, maxBytes: number): Promise<Buffer | null> {
  if (!Body || (ContentLength ?? 0) > maxBytes) return null;
  const chunks: Buffer[] = [];
  let held = 0;
  for await (const chunk of Body as unknown as AsyncIterable<Buffer>) {
    held += chunk.length;
    if (held > maxBytes) return null;
    chunks.push(chunk);
  }
  if (ContentLength !== undefined && held !== ContentLength) throw new Error(`${held} of ${ContentLength} bytes came`);
  return Buffer.concat(chunks);
}

/**
 * One object, whole. A body that is cut is asked for again; one larger than `maxBytes` is none. That the KMS key may not be used is a code of
 * its own, `KmsDecryptDenied`; an object that is not there is `isGone`.
 */
export async function readObject(
  aws: AwsRegion,
  { bucket, key, maxBytes }: { bucket: string; key: string; maxBytes: number },
): Promise<Answer<S3Object>> {
  let cut = '';
  for (let attempt = 0; attempt < bodyAttempts; attempt += 1) {
    if (attempt > 0) await sleep(100 * 2 ** attempt);
    const answer = await aws.send(getObject, { Bucket: bucket, Key: key }, { isRetry: attempt > 0 });
    if (!answer.ok) return { ok: false, failure: named(answer.failure) };
    try {
      const bytes = await bytesOf(answer.value, maxBytes);
      if (bytes === null) {
        return { ok: false, failure: failure('TooLarge', 'not_collected', `${key} is larger than ${maxBytes} bytes.`) };
      }
      return { ok: true, value: { bytes, metadata: answer.value.Metadata ?? {}, etag: answer.value.ETag ?? null } };
    } catch (error) {
      cut = error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, failure: failure('CutBody', 'late', `The body broke off ${bodyAttempts} times: ${cut}`) };
}
