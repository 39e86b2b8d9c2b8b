import { createHash } from 'node:crypto';
import { RecordSplitter } from '#lib/audit/split.ts';
import type { CallFailure } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { readObject } from '#lib/aws/s3.ts';
import type { AuditDelivery } from '#lib/store/audit.ts';
import { type AuditFile, type ListedFile, saveAuditFiles } from '#lib/store/audit-files.ts';
import type { AuditSource } from '#lib/store/audit-sources.ts';
import { notify } from '#lib/store/notices.ts';
import type { RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { unpack } from './unpack.ts';

const filesAtOnce = 8;
/** CloudTrail's log files hold 50 MB at most, unpacked. What is far larger is read by `audit import`, which holds no file whole. */
export const mostBytes = 64 * 1024 ** 2;
/** What is kept in one transaction. */
const batch = { files: 200, bytes: 16 * 1024 ** 2 };

const stateOf = ({ isGone, word }: CallFailure): AuditFile['state'] => (isGone ? 'gone' : word === 'denied' ? 'denied' : 'late');

/** The records of a file, each as it was delivered; what could not be cut out is told with its place. */
function recordsOf(file: ListedFile, unpacked: Buffer): { deliveries: AuditDelivery[]; broken: number } {
  const splitter = new RecordSplitter();
  const cuts = [...splitter.push(unpacked), ...splitter.end()];
  const deliveries = cuts.map((cut): AuditDelivery => {
    const place = `${file.key}, record ${cut.place.record}, byte ${cut.place.byte}`;
    const common = { source: 'trail' as const, account: file.account, place };
    return 'raw' in cut ? { ...common, raw: cut.raw } : { ...common, raw: cut.body, problem: cut.problem };
  });
  return { deliveries, broken: deliveries.filter(({ problem }) => problem !== undefined).length };
}

const nothing = { etag: null, bytes: 0, sha256: null, deliveries: [], broken: 0 };

async function readFile(
  run: RunContext,
  aws: AwsRegion,
  { bucket, file }: { bucket: string; file: ListedFile },
): Promise<AuditFile> {
  const answer = await readObject(aws, { bucket, key: file.key, maxBytes: mostBytes });
  if (!answer.ok) {
    const { failure } = answer;
    if (!failure.isGone) run.fail(failure, { subject: file.key.slice(0, 500) });
    const state = failure.code === 'TooLarge' ? 'damaged' : stateOf(failure);
    return { ...file, ...nothing, state, reason: `${failure.code}: ${failure.message}`.slice(0, 500) };
  }
  const { bytes, etag } = answer.value;
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

/** Reads log files and keeps each with its events. @returns how many were tried */
export async function readFiles(
  run: RunContext,
  aws: AwsRegion,
  { source, files }: { source: AuditSource; files: readonly ListedFile[] },
): Promise<number> {
  let held: AuditFile[] = [];
  let heldBytes = 0;
  let saving = Promise.resolve();
  const save = (): Promise<void> => {
    const [taken, at] = [held, new Date(run.clock.now())];
    held = [];
    heldBytes = 0;
    saving = saving.then(async () => {
      if (taken.length === 0) return;
      const { saved, known, quarantined } = await saveAuditFiles(run.db, source.id, { files: taken, at });
      run.count('read', taken.filter(({ state }) => state === 'read' || state === 'damaged').length);
      run.count('written', saved);
      run.count('unchanged', known);
      if (quarantined > 0) run.count('quarantined', quarantined);
      if (saved > 0) await notify(run.db.pool, { ...run.place, noun: 'audit' });
    });
    return saving;
  };
  const tried = await eachAtOnce(
    files,
    filesAtOnce,
    async (file) => {
      const read = await readFile(run, aws, { bucket: source.bucket, file });
      held.push(read);
      heldBytes += read.deliveries.reduce((sum, { raw }) => sum + raw.length, 0);
      if (held.length >= batch.files || heldBytes >= batch.bytes) await save();
    },
    run.patience,
  );
  await save();
  return tried;
}
