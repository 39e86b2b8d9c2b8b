import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { RecordSplitter } from '#lib/audit/split.ts';
import { reasonToSkip } from './audit-files.ts';
import { bombed, type FileCut, isBomb } from './file-cut.ts';

const mostEntries = 1_000_000;

const told = (entry: string, problem: string, byte = 0): FileCut => ({
  ...{ problem, body: '', entry },
  place: { record: 0, byte },
});

const whyNot = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);

/** Why a file of a zip cannot be read at all; null where it can be. */
function refusalOf(entry: Entry): string | null {
  if (entry.isEncrypted()) return 'It is encrypted.';
  if (/\.zip$/i.test(entry.fileName)) return 'A zip within a zip is not opened: unpack it first.';
  return entry.canDecodeFileData() ? null : `It is packed by a method (${entry.compressionMethod}) that is not known.`;
}

async function* joined(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** gzip within the zip is unpacked, too: a folder of delivered files is often sent as one. */
async function* unpackedBytes(stream: Readable): AsyncGenerator<Buffer> {
  const rest = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { value: first, done } = await rest.next();
  if (done) return;
  const bytes = joined(first, rest);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return yield* bytes;
  // The callback keeps an error of the source from being thrown twice; the reader of the result sees it.
  yield* pipeline(Readable.from(bytes), createGunzip(), () => undefined) as AsyncIterable<Buffer>;
}

async function* readEntry(zip: ZipFile, entry: Entry, signal: AbortSignal): AsyncGenerator<FileCut> {
  const name = entry.fileName;
  const refusal = refusalOf(entry);
  if (refusal !== null) return yield told(name, refusal);
  const splitter = new RecordSplitter();
  let unpacked = 0;
  const named = (cut: Omit<FileCut, 'entry'>): FileCut => ({ ...cut, entry: name }) as FileCut;
  try {
    for await (const chunk of unpackedBytes(await zip.openReadStreamPromise(entry))) {
      signal.throwIfAborted();
      unpacked += chunk.length;
      if (isBomb({ read: entry.compressedSize, unpacked })) return yield named(bombed(unpacked));
      for (const cut of splitter.push(chunk)) yield named(cut);
    }
    for (const cut of splitter.end()) yield named(cut);
  } catch (error) {
    if (signal.aborted) throw error;
    for (const cut of splitter.end()) yield named(cut);
    yield told(name, `The file could not be read to its end: ${whyNot(error)}`, unpacked);
  }
}

/**
 * The records of every CloudTrail file of a zip, one after the other, each with its name. What a folder would leave alone is left alone here; a
 * zip within it, an encrypted file, and one that is damaged are problems of that file, and the others go on.
 * @param onRead told how many packed bytes were read, for a progress bar
 */
export async function* readZip(path: string, onRead: (bytes: number) => void, signal: AbortSignal): AsyncGenerator<FileCut> {
  let zip: ZipFile | null = null;
  let count = 0;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false });
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > mostEntries) return yield told('', `It holds more than ${mostEntries} files; the rest is left unread.`);
      const { fileName } = entry;
      if (fileName.endsWith('/') || reasonToSkip(fileName) !== null) continue;
      yield* readEntry(zip, entry, signal);
      onRead(entry.compressedSize);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    yield told('', `The zip could not be read: ${whyNot(error)}`);
  } finally {
    zip?.close();
  }
}
