import type { CallFailure } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { readObject } from '#lib/aws/s3.ts';
import type { AuditFile, ListedFile } from '#lib/store/audit-files.ts';
import type { AuditSource } from '#lib/store/audit-sources.ts';
import { notify } from '#lib/store/notices.ts';
import type { PieceRun } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { Keeper } from './keeper.ts';
import { logFileOf, mostBytes } from './log-file.ts';

const filesAtOnce = 8;

const stateOf = ({ isGone, word }: CallFailure): AuditFile['state'] => (isGone ? 'gone' : word === 'denied' ? 'denied' : 'late');

const nothing = { etag: null, bytes: 0, sha256: null, deliveries: [], broken: 0 };

async function readFile(
  run: PieceRun,
  aws: AwsRegion,
  { bucket, file }: { bucket: string; file: ListedFile },
): Promise<AuditFile> {
  const answer = await readObject(aws, { bucket, key: file.key, maxBytes: mostBytes });
  if (answer.ok) return logFileOf(file, answer.value);
  const { failure } = answer;
  if (!failure.isGone) run.fail(failure, { subject: file.key.slice(0, 500) });
  const state = failure.code === 'TooLarge' ? 'damaged' : stateOf(failure);
  return { ...file, ...nothing, state, reason: `${failure.code}: ${failure.message}`.slice(0, 500) };
}

/** Reads log files and keeps each with its events. @returns how many were tried */
export async function readFiles(
  run: PieceRun,
  aws: AwsRegion,
  { source, files }: { source: AuditSource; files: readonly ListedFile[] },
): Promise<number> {
  const keeper = new Keeper({
    ...{ db: run.db, source: source.id, now: () => run.clock.now() },
    onSaved: async (taken, { saved, known, quarantined }) => {
      run.count('read', taken.filter(({ state }) => state === 'read' || state === 'damaged').length);
      run.count('written', saved);
      run.count('unchanged', known);
      if (quarantined > 0) run.count('quarantined', quarantined);
      if (saved > 0) await notify(run.db.pool, { ...run.place, noun: 'audit' });
    },
  });
  const read = async (file: ListedFile): Promise<void> => keeper.add(await readFile(run, aws, { bucket: source.bucket, file }));
  try {
    return await eachAtOnce(files, filesAtOnce, read, run.patience);
  } finally {
    await keeper.end();
  }
}
