import { gzipSync } from 'node:zlib';
import { logKeyAt } from '#lib/audit/trail/keys.ts';
import { minuteMs } from '#lib/time.ts';
import { Dice } from './audit-dice.ts';
import type { AuditRecord } from './audit-records.ts';

/** A delivered log file; `bytes`: gzip. `unpackedBytes`: of its text. */
export type RecordFile = {
  key: string;
  account: string;
  region: string;
  deliveredAt: number;
  records: number;
  unpackedBytes: number;
  bytes: Buffer;
};

const fewest = 50;
const most = 2000;

/** Most files are small. */
const sizeOf = (dice: Dice): number => Math.round(fewest * (most / fewest) ** (dice.next() ** 1.3));

type Open = { size: number; raws: string[]; last: number };

function fileOf(
  { raws, last }: Open,
  { account, region }: AuditRecord,
  { dice, prefix }: { dice: Dice; prefix: string },
): RecordFile {
  const content = Buffer.from(`{"Records":[${raws.join(',')}]}`);
  const deliveredAt = last + minuteMs * (3 + dice.below(9));
  const key = logKeyAt({ prefix, organization, account, region }, deliveredAt, dice.token(16).replaceAll(/[+/]/g, '0'));
  const common = { key, account, region, deliveredAt, records: raws.length, unpackedBytes: content.length };
  return { ...common, bytes: gzipSync(content) };
}

const organization = 'o-bench12345';

/**
 * Records in the log files of an organization's trail: 50 to 2,000 each, of one account and Region, with AWS's keys. The last of each place
 * holds what is left. The same for the same records and words.
 */
export function* filesOf(
  records: Iterable<AuditRecord>,
  { seed, prefix = '' }: { seed: string; prefix?: string },
): Generator<RecordFile> {
  const dice = new Dice('files', seed);
  const open = new Map<string, { file: Open; of: AuditRecord }>();
  for (const record of records) {
    const place = `${record.account} ${record.region}`;
    const held = open.get(place) ?? { file: { size: sizeOf(dice), raws: [], last: 0 }, of: record };
    open.set(place, held);
    held.file.raws.push(record.raw);
    held.file.last = Math.max(held.file.last, record.at);
    if (held.file.raws.length < held.file.size) continue;
    open.delete(place);
    yield fileOf(held.file, record, { dice, prefix });
  }
  for (const { file, of } of open.values()) yield fileOf(file, of, { dice, prefix });
}
