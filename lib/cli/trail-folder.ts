import type { Dirent } from 'node:fs';
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, objectAt } from '#lib/audit/text.ts';
import { maxPackedBytes } from '#lib/audit/trail/inflate.ts';
import type { TrailObject, TrailReader } from '#lib/audit/trail/reader.ts';

/** A folder as a bucket: `keys` are all of its files in S3's order, links and what cannot be opened among them. */
export type TrailFolder = TrailReader & { keys: readonly string[] };

/** Beside an object, what `aws s3api head-object` printed of it: a copy of a file does not carry its metadata. */
const metadataEnding = '.metadata.json';
const maxMetadataBytes = 64 * 1024;

type Found = { keys: string[]; sidecars: Set<string>; closed: string[] };

async function walk(root: string, folder: string, found: Found): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (folder === '') throw error;
    found.closed.push(folder);
    return;
  }
  for (const entry of entries) {
    const key = folder + entry.name;
    if (entry.isDirectory()) await walk(root, `${key}/`, found);
    else if (key.endsWith(metadataEnding)) found.sidecars.add(key);
    else {
      found.keys.push(key);
      if (entry.isSymbolicLink()) found.closed.push(`${key}/`);
    }
  }
}

/** @throws the system's error, also for links (they are not followed) and for what is larger than any file of CloudTrail's */
async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('it is no regular file');
    if (stat.size > maxBytes) throw new Error(`it holds more than ${maxBytes} bytes`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

const reasonOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ELOOP') return 'a link; links are not followed';
  return code ?? (error instanceof Error ? error.message : String(error));
};

/** The Metadata of head-object's answer, its names in small letters. @throws when it is no such answer */
async function readMetadata(path: string): Promise<Record<string, string>> {
  let answer: unknown;
  try {
    answer = JSON.parse((await readWhole(path, maxMetadataBytes)).toString());
  } catch (error) {
    throw new Error(`${metadataEnding} beside it: ${error instanceof SyntaxError ? 'no JSON' : reasonOf(error)}`);
  }
  if (!isObject(answer) || !isObject(answer.Metadata)) throw new Error(`${metadataEnding} beside it holds no Metadata`);
  const entries = Object.entries(objectAt(answer, 'Metadata'));
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])));
}

/** The first of sorted keys that is not before `bound`. */
function firstFrom(keys: readonly string[], isBefore: (key: string) => boolean): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(keys[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * A folder that holds the tree of a trail's bucket (`FOLDER/[prefix/]AWSLogs/…`). Only what lies in it is ever read, whatever key a digest names.
 * @throws the system's error when the folder itself cannot be read
 */
export async function openTrailFolder(root: string): Promise<TrailFolder> {
  const found: Found = { keys: [], sidecars: new Set(), closed: [] };
  await walk(root, '', found);
  const keys = found.keys.toSorted(byBytes);
  const known = new Set(keys);
  return {
    keys,
    async *list(prefix, after) {
      const bound = byBytes(prefix, after) > 0 ? prefix : after;
      for (let at = firstFrom(keys, (key) => byBytes(key, bound) < 0); keys[at]?.startsWith(prefix); at += 1) {
        if (keys[at] !== after) yield keys[at] as string;
      }
    },
    async read(key): Promise<TrailObject> {
      if (!known.has(key)) {
        const isClosed = found.closed.some((folder) => key.startsWith(folder));
        return isClosed
          ? { kind: 'unreadable', reason: 'its folder cannot be read, or is a link; links are not followed' }
          : { kind: 'missing' };
      }
      try {
        const beside = `${key}${metadataEnding}`;
        const metadata = found.sidecars.has(beside) ? await readMetadata(join(root, beside)) : {};
        return { kind: 'read', bytes: await readWhole(join(root, key), maxPackedBytes), metadata };
      } catch (error) {
        return { kind: 'unreadable', reason: reasonOf(error) };
      }
    },
  };
}
