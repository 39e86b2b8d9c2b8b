import { open } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Cut, RecordSplitter } from '#lib/audit/split.ts';
import { rescueGzip } from './rescue-gzip.ts';

const chunkBytes = 256 * 1024;
/** CloudTrail's files hold at most 50 MB; far beyond that a small file is a bomb, not a log. */
const maxFileBytes = 4 * 1024 ** 3;
/** Real files reach 1 to 6; gzip itself ends at 1 to 1,032. */
const maxRatio = 200;

const isGzipFault = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR';

/** gzip is told by its first bytes, not by the name: delivered files are renamed and re-packed. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function openBytes(path: string, onRead: (bytes: number) => void, signal: AbortSignal): Promise<Readable> {
  const gzip = await isGzip(path);
  const file = await open(path);
  const raw = file.createReadStream({ highWaterMark: chunkBytes, signal });
  raw.on('data', (chunk) => onRead(chunk.length));
  // The callback keeps an error of the source from being thrown twice; the reader of the result sees it.
  return pipeline(
    raw,
    gzip ? createGunzip({ chunkSize: chunkBytes }) : new PassThrough(),
    () => undefined,
  ) as unknown as Readable;
}

/**
 * The records of one file, gzip or not, as they come off the disk: memory is bounded by one record and one chunk.
 * A file that breaks (cut gzip, disk fault) ends with a problem instead of an exception.
 * @param onRead told how many bytes of the file itself were read, for a progress bar
 */
export async function* readRecords(path: string, onRead: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<Cut> {
  const splitter = new RecordSplitter();
  let read = 0;
  let unpacked = 0;
  const count = (bytes: number) => {
    read += bytes;
    onRead(bytes);
  };
  try {
    for await (const chunk of await openBytes(path, count, signal)) {
      const bytes = chunk as Buffer;
      unpacked += bytes.length;
      if (unpacked > maxFileBytes || unpacked > maxRatio * read + 16 * 1024 ** 2) {
        yield {
          problem: `Unpacks to more than ${unpacked} bytes; the rest is left unread.`,
          body: '',
          place: { record: 0, byte: unpacked },
        };
        return;
      }
      yield* splitter.push(bytes);
    }
    yield* splitter.end();
  } catch (error) {
    if (signal.aborted) throw error;
    if (isGzipFault(error)) yield* splitter.push(await rescueGzip({ path, readBytes: read, knownBytes: unpacked }));
    yield* splitter.end();
    const why = error instanceof Error ? error.message : String(error);
    yield { problem: `The file could not be read to its end: ${why}`, body: '', place: { record: 0, byte: unpacked } };
  }
}
