import { open } from 'node:fs/promises';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Cut, RecordSplitter } from '#lib/audit/split.ts';
import { bombed, type FileCut, isBomb } from './file-cut.ts';
import { readZip } from './read-zip.ts';
import { rescueGzip } from './rescue-gzip.ts';

const chunkBytes = 256 * 1024;

const isGzipFault = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'Z_DATA_ERROR';

/** What a file is is told by its first bytes, not by its name: delivered files are renamed and re-packed. */
async function beginsWith(path: string, bytes: readonly number[]): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes.length), 0, bytes.length, 0);
    return bytesRead === bytes.length && buffer.equals(Buffer.from(bytes));
  } finally {
    await file.close();
  }
}

async function openBytes(path: string, onRead: (bytes: number) => void, signal: AbortSignal): Promise<Readable> {
  const gzip = await beginsWith(path, [0x1f, 0x8b]);
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

/** The records of a file, or of the files of a zip: told by its first bytes, as gzip is. */
export async function* readRecords(path: string, onRead: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<FileCut> {
  if (await beginsWith(path, [0x50, 0x4b, 0x03, 0x04])) yield* readZip(path, onRead, signal);
  else yield* readPlain(path, onRead, signal);
}

/**
 * The records of one file, gzip or not, as they come off the disk: memory is bounded by one record and one chunk.
 * A file that breaks (cut gzip, disk fault) ends with a problem instead of an exception.
 * @param onRead told how many bytes of the file itself were read, for a progress bar
 */
async function* readPlain(path: string, onRead: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<Cut> {
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
      if (isBomb({ read, unpacked })) return yield bombed(unpacked);
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
