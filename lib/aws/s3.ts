import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Answer, type CallFailure, declareCall } from './call.ts';
import { pages } from './pages.ts';
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
/** A body of which nothing more comes for so long is cut. */
const stallMs = 60_000;
const mostPages = 1_000_000;

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

class TooLarge extends Error {}

/** @throws TooLarge; the stream's error when the body is cut, or nothing more of it comes */
async function* bodyOf({ Body, ContentLength }: GetObjectCommandOutput, maxBytes: number): AsyncGenerator<Buffer> {
  const body = Body as unknown as Readable;
  const stalled = setTimeout(() => body.destroy(new Error(`nothing came for ${stallMs / 1000} s`)), stallMs);
  try {
    let held = 0;
    if ((ContentLength ?? 0) > maxBytes) throw new TooLarge();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      stalled.refresh();
      held += chunk.length;
      if (held > maxBytes) throw new TooLarge();
      yield chunk;
    }
    if (ContentLength !== undefined && held !== ContentLength) throw new Error(`${held} of ${ContentLength} bytes came`);
  } finally {
    clearTimeout(stalled);
    body.destroy();
  }
}

/** `etag`: of the object as it was listed; another one is then refused, as `PreconditionFailed`. */
type Asked = { bucket: string; key: string; maxBytes: number; etag?: string | null };
export type TakenObject<T> = Omit<S3Object, 'bytes'> & { taken: T };

/**
 * One object, as `take` takes its body. A body that is cut is asked for again, and taken anew; one larger than `maxBytes` is none. That the KMS
 * key may not be used is a code of its own, `KmsDecryptDenied`; an object that is not there is `isGone`.
 */
export async function takeObject<T>(
  aws: AwsRegion,
  { bucket, key, maxBytes, etag }: Asked,
  take: (body: AsyncIterable<Buffer>) => Promise<T>,
): Promise<Answer<TakenObject<T>>> {
  const input = { Bucket: bucket, Key: key, ...(etag ? { IfMatch: etag } : {}) };
  let cut = '';
  for (let attempt = 0; attempt < bodyAttempts; attempt += 1) {
    if (attempt > 0) await sleep(100 * 2 ** attempt);
    const answer = await aws.send(getObject, input, { isRetry: attempt > 0 });
    if (!answer.ok) return { ok: false, failure: named(answer.failure) };
    try {
      const taken = await take(bodyOf(answer.value, maxBytes));
      return { ok: true, value: { taken, metadata: answer.value.Metadata ?? {}, etag: answer.value.ETag ?? null } };
    } catch (error) {
      if (error instanceof TooLarge) {
        return { ok: false, failure: failure('TooLarge', 'not_collected', `${key} is larger than ${maxBytes} bytes.`) };
      }
      cut = error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, failure: failure('CutBody', 'late', `The body broke off ${bodyAttempts} times: ${cut}`) };
}

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** One object, whole, as `takeObject` takes it. */
export async function readObject(aws: AwsRegion, asked: Omit<Asked, 'etag'>): Promise<Answer<S3Object>> {
  const answer = await takeObject(aws, asked, bytesOf);
  if (!answer.ok) return answer;
  const { taken: bytes, ...rest } = answer.value;
  return { ok: true, value: { bytes, ...rest } };
}

export type ListedObject = { key: string; bytes: number; etag: string | null };

/** XML cannot carry every key; asked to, S3 writes them in percents, and a space as a plus. */
const plainKey = (text: string, encoding: string | undefined): string =>
  encoding === 'url' ? decodeURIComponent(text.replaceAll('+', ' ')) : text;

/** All objects whose keys begin so, by pages, whatever is in their keys. */
export async function* listedObjects(
  aws: AwsRegion,
  { bucket, prefix }: { bucket: string; prefix: string },
): AsyncGenerator<Answer<ListedObject[]>> {
  const input = { Bucket: bucket, Prefix: prefix, EncodingType: 'url' as const };
  const paging = { into: 'ContinuationToken', from: 'NextContinuationToken', maxPages: mostPages };
  for await (const page of pages(aws, listObjects, input, paging)) {
    if (!page.ok) return yield page;
    const { Contents = [], EncodingType } = page.value;
    yield {
      ok: true,
      value: Contents.flatMap(({ Key, Size, ETag }) =>
        Key === undefined ? [] : [{ key: plainKey(Key, EncodingType), bytes: Size ?? 0, etag: ETag ?? null }],
      ),
    };
  }
}
