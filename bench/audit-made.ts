import { filesOf } from './audit-log-files.ts';
import { recordsOf } from './audit-records.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';

const count = 200_000;

/** @returns records for each second of a processor: others of the machine do not count */
function rate(): number {
  const before = process.cpuUsage();
  let bytes = 0;
  for (const { raw } of recordsOf('made', count)) bytes += raw.length;
  const { user, system } = process.cpuUsage(before);
  return bytes > 0 ? (count * 1e6) / (user + system) : 0;
}

/** What the other benches of the audit store are fed with: how fast it is made, and whether it is like real log files. */
export async function measureMade(): Promise<Figure[]> {
  const best = Math.max(rate(), rate(), rate());
  const totals = { files: 0, unpacked: 0, packed: 0 };
  for (const { unpackedBytes, bytes } of filesOf(recordsOf('made', count), { seed: 'made' })) {
    totals.files += 1;
    totals.unpacked += unpackedBytes;
    totals.packed += bytes.length;
  }
  return [
    atLeast('records made in a second of one processor', best, '/s', 60_000),
    atLeast('bytes of a record, mean', totals.unpacked / count, 'B', 1300),
    atMost('bytes of a record, mean', totals.unpacked / count, 'B', 1600),
    atLeast('gzip ratio of the log files', totals.unpacked / totals.packed, '', 5),
    atMost('gzip ratio of the log files', totals.unpacked / totals.packed, '', 7),
    beside('log files', totals.files, ''),
  ];
}
