import { createHash } from 'node:crypto';
import { RecordSplitter } from '#lib/audit/split.ts';
import type { AuditDelivery } from '#lib/store/audit.ts';
import type { AuditFile, ListedFile } from '#lib/store/audit-files.ts';
import { unpack } from './unpack.ts';

/** CloudTrail's log files hold 50 MB at most, unpacked. What is far larger is read by `audit import`, which holds no file whole. */
export const mostBytes = 64 * 1024 ** 2;

/** The records of a file, each as it was delivered; what could not be cut out is told with its place. */
function recordsOf(file: ListedFile, unpacked: Buffer): { deliveries: AuditDelivery[]; broken: number } {
  const splitter = new RecordSplitter();
  const cuts = [...splitter.push(unpacked), ...splitter.end()];
  const deliveries = cuts.map((cut): AuditDelivery => {
    const common = { source: 'trail' as const, account: file.account, from: { name: file.key, place: cut.place } };
    return 'raw' in cut ? { ...common, raw: cut.raw } : { ...common, raw: cut.body, problem: cut.problem };
  });
  return { deliveries, broken: deliveries.filter(({ problem }) => problem !== undefined).length };
}

/** A log file as its object holds it: what is in it, and how whole it is. */
export function logFileOf(file: ListedFile, { bytes, etag }: { bytes: Buffer; etag: string | null }): AuditFile {
  const { unpacked, problem } = unpack(bytes, mostBytes);
  const { deliveries, broken } = recordsOf(file, unpacked);
  const reason = problem ?? (broken > 0 ? (deliveries.find((one) => one.problem)?.problem ?? null) : null);
  return {
    ...file,
    ...{ etag, bytes: bytes.length, deliveries, broken, reason },
    state: reason === null ? 'read' : 'damaged',
    sha256: createHash('sha256').update(unpacked).digest(),
  };
}
