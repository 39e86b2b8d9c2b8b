import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallFailure } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { type ListedObject, takeObject } from '#lib/aws/s3.ts';
import { workAhead } from './run-ahead.ts';

/** An object in a file of this machine, or why it could not be had. */
export type Fetched = { object: ListedObject } & ({ path: string } | { problem: string });

/** What is packed into more is no log file, and would not be read to its end. */
const mostBytes = 4 * 1024 ** 3;
const tooLarge = `it is larger than ${mostBytes / 1024 ** 3} GiB: copy it to a folder, and import that`;
const ahead = { objects: 8, bytes: 64 * 1024 ** 2 };

function problemOf({ code, word, message, isGone }: CallFailure): string {
  if (isGone) return 'it is gone: it was deleted after it was listed';
  if (code === 'PreconditionFailed') return 'it was changed after it was listed: import it again';
  if (code === 'KmsDecryptDenied') return `denied: its KMS key may not be used (kms:Decrypt): ${message}`;
  if (code === 'TooLarge') return tooLarge;
  return `${word === 'denied' ? 'denied: ' : ''}${code}: ${message}`;
}

/** @returns the error of this machine's disk, which no asking again mends */
async function write(path: string, body: AsyncIterable<Buffer>): Promise<Error | null> {
  const opened = await settled(open(path, 'w', 0o600));
  if (opened instanceof Error) return opened;
  try {
    for await (const chunk of body) {
      const fault = await settled(opened.writeFile(chunk));
      if (fault instanceof Error) return fault;
    }
    return null;
  } finally {
    await opened.close();
  }
}

const settled = <T>(work: Promise<T>): Promise<T | Error> => work.catch((error: Error) => error);

const isFull = (running: readonly ListedObject[], next: ListedObject): boolean =>
  running.length >= ahead.objects || running.reduce((sum, { bytes }) => sum + bytes, next.bytes) > ahead.bytes;

async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

/** @throws the system's error when there is no room for it */
async function fetchTo(path: string, aws: AwsRegion, bucket: string, object: ListedObject): Promise<Fetched> {
  const { key, bytes, etag } = object;
  if (bytes > mostBytes) return { object, problem: tooLarge };
  const answer = await takeObject(aws, { bucket, key, maxBytes: mostBytes, etag }, (body) => write(path, body));
  if (!answer.ok) return { object, problem: problemOf(answer.failure) };
  if (answer.value.taken) throw answer.value.taken;
  return { object, path };
}

/**
 * Objects of a bucket as files, some at once, in the order of the list: each is there until the next is asked for.
 * @throws the system's error when there is no room for one
 */
export async function* fetchedObjects(
  aws: AwsRegion,
  bucket: string,
  pages: AsyncIterable<readonly ListedObject[]>,
): AsyncGenerator<Fetched> {
  const folder = await mkdtemp(join(tmpdir(), 'trailwatch-import-'));
  let count = 0;
  const fetch = (object: ListedObject): Promise<Fetched> => {
    count += 1;
    return fetchTo(join(folder, String(count)), aws, bucket, object);
  };
  try {
    for await (const fetched of workAhead(each(pages), fetch, isFull)) {
      yield fetched;
      if ('path' in fetched) await rm(fetched.path, { force: true });
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
