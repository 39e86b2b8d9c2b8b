import { promisify } from 'node:util';
import { constants, crc32, zstdCompress, zstdDecompress } from 'node:zlib';
import { z } from 'zod';

/** The first bytes of a file; the number is the format's, and a reader takes its own alone. */
const magicWords = 'TRAILWATCH BACKUP ';
export const formatVersion = 1;
export const magic = Buffer.from(`${magicWords}${formatVersion}\n`);

/** Behind the magic: frames of a kind, the length and CRC-32 of what follows, and that, compressed by Zstandard. */
const kinds = { header: 1, table: 2, rows: 3, tableEnd: 4, end: 5 } as const;
export type Kind = keyof typeof kinds;
export const frameHeadBytes = 9;

/** Rows are cut into frames of about this size, so that memory is bounded whatever a table holds. */
export const frameBytes = 1 << 20;
const maxFrameBytes = 64 << 20;

const literal = String.raw`(?:'(?:[^'\\]|'')*'|-?\d+(?:\.\d+)?|MINVALUE|MAXVALUE|NULL|true|false)`;
const literals = String.raw`\(${literal}(?:, ${literal})*\)`;
const bound = new RegExp(
  `^(?:DEFAULT|FOR VALUES (?:FROM ${literals} TO ${literals}|IN ${literals}|WITH \\(modulus \\d+, remainder \\d+\\)))$`,
);

/** What goes into statements as it is must look as PostgreSQL writes it: a file is input. */
const partition = z.object({
  name: z.string(),
  parent: z.string(),
  bound: z.string().regex(bound),
  partitionBy: z
    .string()
    .regex(/^(?:RANGE|LIST|HASH) \([a-z_][a-z0-9_]*(?:, [a-z_][a-z0-9_]*)*\)$/)
    .nullable(),
  options: z.array(z.string().regex(/^[a-z_.]+=[a-z0-9_.]+$/)),
});

export const headerSchema = z.object({
  format: z.literal(formatVersion),
  madeAt: z.iso.datetime(),
  database: z.string(),
  postgres: z.string(),
  migrations: z.array(z.string()),
  /** Parents before their parts. */
  partitions: z.array(partition),
  /** Those that hold rows: plain tables and the leaves of partitioned ones. */
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.object({ name: z.string(), type: z.string() })), bytes: z.number() }),
  ),
});
export const tableSchema = z.object({ table: z.string() });
export const tableEndSchema = z.object({ rows: z.number(), digest: z.string() });
export const endSchema = z.object({
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string().regex(/^-?\d+$/), isCalled: z.boolean() })),
  rows: z.number(),
  /** Of every byte before this frame. */
  sha256: z.string(),
});

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupEnd = z.infer<typeof endSchema>;
export type Partition = BackupHeader['partitions'][number];
export type TableShape = BackupHeader['tables'][number];

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The whole frame: head and compressed body. */
export async function frame(kind: Kind, body: Buffer): Promise<Buffer> {
  const packed = await compress(body, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  const head = Buffer.alloc(frameHeadBytes);
  head.writeUInt8(kinds[kind], 0);
  head.writeUInt32BE(packed.length, 1);
  head.writeUInt32BE(crc32(packed, kinds[kind]), 5);
  return Buffer.concat([head, packed]);
}

/** @returns null for a head that no writer makes */
export function readHead(head: Buffer): { kind: Kind; length: number; crc: number } | null {
  const kind = (Object.keys(kinds) as Kind[]).find((one) => kinds[one] === head.readUInt8(0));
  const length = head.readUInt32BE(1);
  return kind && length <= maxFrameBytes ? { kind, length, crc: head.readUInt32BE(5) } : null;
}

export const isBody = (kind: Kind, packed: Buffer, crc: number): boolean => crc32(packed, kinds[kind]) === crc;

export const unpack = (packed: Buffer): Promise<Buffer> => decompress(packed, { maxOutputLength: maxFrameBytes });

/** The format's number in the first bytes, or null when they are not a backup's. */
export function formatOf(start: Buffer): number | null {
  const match = new RegExp(`^${magicWords}(\\d{1,6})\n`).exec(start.toString('latin1'));
  return match ? Number(match[1]) : null;
}
