import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { z } from 'zod';
import { TrailwatchError } from '../../errors.ts';
import {
  type BackupEnd,
  type BackupHeader,
  endSchema,
  formatOf,
  formatVersion,
  frameHeadBytes,
  headerSchema,
  isBody,
  magic,
  readHead,
  tableEndSchema,
  tableSchema,
  unpack,
} from './format.ts';

export type Part =
  | { kind: 'header'; header: BackupHeader }
  | { kind: 'table'; table: string }
  /** Compressed; unpack() gives COPY's text. */
  | { kind: 'rows'; packed: Buffer }
  | { kind: 'tableEnd'; rows: number; digest: string }
  /** `sha256`: of the whole file, as sha256sum gives it. */
  | { kind: 'end'; end: BackupEnd; sha256: string };

const again = 'copy it once more from where it was made, or take an earlier backup: nothing in the database was changed';

const schemas = { header: headerSchema, table: tableSchema, tableEnd: tableEndSchema, end: endSchema } as const;

/** A file that is read once from its beginning, and knows where it is for whoever is told of a fault. */
class Cursor {
  at = 0;
  readonly hash = createHash('sha256');
  readonly file: string;
  /** What is being read, in words. */
  where = 'at its beginning';
  readonly #handle: FileHandle;

  constructor(file: string, handle: FileHandle) {
    this.file = file;
    this.#handle = handle;
  }

  /** Up to so many bytes: fewer only at the end of the file. */
  async take(length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let have = 0;
    while (have < length) {
      const { bytesRead } = await this.#handle.read(bytes, have, length - have, this.at + have);
      if (bytesRead === 0) break;
      have += bytesRead;
    }
    this.at += have;
    return bytes.subarray(0, have);
  }

  torn(): TrailwatchError {
    return new TrailwatchError('invalid', `${this.file} ends at byte ${this.at}, ${this.where}: its end is missing`, {
      mend: again,
    });
  }

  damaged(at: number, what: string): TrailwatchError {
    return new TrailwatchError('invalid', `${this.file} is damaged at byte ${at}, ${this.where}: ${what}`, { mend: again });
  }
}

async function begin(cursor: Cursor): Promise<void> {
  const start = await cursor.take(magic.length);
  if (start.length < magic.length && magic.subarray(0, start.length).equals(start)) throw cursor.torn();
  const format = formatOf(start);
  if (format === null) {
    throw new TrailwatchError('invalid', `${cursor.file} is no backup of Trailwatch: it begins with other bytes`, {
      mend: 'name a file that `db backup` wrote',
    });
  }
  if (format !== formatVersion) {
    throw new TrailwatchError(
      'conflict',
      `${cursor.file} is of format ${format}; this Trailwatch reads format ${formatVersion}`,
      {
        mend: 'restore it with the release that wrote it, or a later one',
      },
    );
  }
  cursor.hash.update(start);
}

async function parsed<T extends z.ZodType>(cursor: Cursor, { schema, packed, at }: { schema: T; packed: Buffer; at: number }) {
  try {
    return schema.parse(JSON.parse((await unpack(packed)).toString('utf8')));
  } catch {
    throw cursor.damaged(at, 'it says what no backup says');
  }
}

/** One frame, checked. */
async function next(cursor: Cursor): Promise<Part> {
  const at = cursor.at;
  const headBytes = await cursor.take(frameHeadBytes);
  if (headBytes.length < frameHeadBytes) throw cursor.torn();
  const head = readHead(headBytes);
  if (!head) throw cursor.damaged(at, 'no part of a backup begins like this');
  const packed = await cursor.take(head.length);
  if (packed.length < head.length) throw cursor.torn();
  if (!isBody(head.kind, packed, head.crc)) throw cursor.damaged(at, 'its checksum differs');
  const before = cursor.hash.copy();
  cursor.hash.update(headBytes).update(packed);
  if (head.kind === 'rows') return { kind: 'rows', packed };
  const said = { packed, at };
  if (head.kind === 'header') return { kind: 'header', header: await parsed(cursor, { ...said, schema: schemas.header }) };
  if (head.kind === 'table') return { kind: 'table', ...(await parsed(cursor, { ...said, schema: schemas.table })) };
  if (head.kind === 'tableEnd') return { kind: 'tableEnd', ...(await parsed(cursor, { ...said, schema: schemas.tableEnd })) };
  const end = await parsed(cursor, { ...said, schema: schemas.end });
  if (end.sha256 !== before.digest('hex')) throw cursor.damaged(at, 'the checksum of the whole file differs');
  return { kind: 'end', end, sha256: cursor.hash.digest('hex') };
}

/** Which part may follow which: tables come as the header lists them, each with its end. */
const follows: Record<Part['kind'] | 'start', readonly Part['kind'][]> = {
  start: ['header'],
  header: ['table', 'end'],
  table: ['rows', 'tableEnd'],
  rows: ['rows', 'tableEnd'],
  tableEnd: ['table', 'end'],
  end: [],
};

/** Holds the order of parts against the header's list. */
class Order {
  #last: Part['kind'] | 'start' = 'start';
  #names: string[] = [];

  take(part: Part, cursor: Cursor, at: number): void {
    if (!follows[this.#last].includes(part.kind)) throw cursor.damaged(at, 'its parts are out of order');
    this.#last = part.kind;
    if (part.kind === 'header') this.#names = part.header.tables.map(({ name }) => name);
    if (part.kind === 'table' && this.#names.shift() !== part.table) throw cursor.damaged(at, `${part.table} is not due here`);
    if (part.kind === 'end' && this.#names.length > 0) throw cursor.damaged(at, `${this.#names[0]} is missing`);
    if (part.kind === 'table') cursor.where = `in table ${part.table}`;
    if (part.kind === 'tableEnd') cursor.where = 'between tables';
  }
}

/**
 * The parts of a backup from its first to its last, each checked before it is given; the last only when the whole file's checksum holds.
 * @throws TrailwatchError `invalid` with the place of what is torn, damaged or foreign; `conflict` for another format
 */
export async function* readBackup(file: string, onBytes: (bytes: number) => void = () => {}): AsyncGenerator<Part> {
  const handle = await open(file).catch((cause: Error) => {
    throw new TrailwatchError('invalid', `${file} cannot be read: ${cause.message}`, { cause });
  });
  try {
    const cursor = new Cursor(file, handle);
    await begin(cursor);
    const order = new Order();
    for (;;) {
      const at = cursor.at;
      const part = await next(cursor);
      order.take(part, cursor, at);
      if (part.kind === 'end' && (await cursor.take(1)).length > 0)
        throw cursor.damaged(cursor.at - 1, 'it goes on after its end');
      yield part;
      onBytes(cursor.at);
      if (part.kind === 'end') return;
    }
  } finally {
    await handle.close();
  }
}

/** Reads the whole file without unpacking rows. @throws as readBackup @returns what it holds */
export async function checkBackup(
  file: string,
  onBytes?: (bytes: number) => void,
): Promise<{ header: BackupHeader; end: BackupEnd; sha256: string }> {
  let header: BackupHeader | undefined;
  for await (const part of readBackup(file, onBytes)) {
    if (part.kind === 'header') header = part.header;
    if (part.kind === 'end' && header) return { header, end: part.end, sha256: part.sha256 };
  }
  throw new TrailwatchError('internal', `${file} has no end`);
}
