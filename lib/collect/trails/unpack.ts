import { constants, gunzipSync } from 'node:zlib';
import { type Inflated, inflate } from '#lib/audit/trail/inflate.ts';

/** `problem`: why it is not what CloudTrail delivers; then `unpacked` is as much as could be had. */
export type Unpacked = { unpacked: Buffer; problem: string | null };

const words: Readonly<Record<NonNullable<Inflated['fault']>, string>> = {
  'not-gzip': 'The file is no gzip file.',
  'corrupt-gzip': 'The gzip file is damaged.',
  truncated: 'The gzip file is cut off.',
  'too-large': 'It unpacks to more than a log file of CloudTrail holds.',
  appended: 'Bytes follow after the end of the gzip file.',
  concatenated: 'Another gzip file follows after its end.',
};

/** What a file that was cut off holds before the cut. */
function beginningOf(bytes: Buffer, mostBytes: number): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes });
  } catch {
    return Buffer.alloc(0);
  }
}

/** A log file's content. One that is not packed is taken as it is; what follows after the end of a gzip file is told and left out. */
export function unpack(bytes: Buffer, mostBytes: number): Unpacked {
  const { content, fault } = inflate(bytes, mostBytes);
  if (content !== null) return { unpacked: content, problem: fault && words[fault] };
  if (fault === 'not-gzip') return { unpacked: bytes, problem: words[fault] };
  return { unpacked: fault === 'truncated' ? beginningOf(bytes, mostBytes) : Buffer.alloc(0), problem: words[fault] };
}
