import { textAt } from '#lib/catalog/answer.ts';
import type { NewWorkerEvent } from '#lib/store/worker-events.ts';
import { type PseudonymKeys, pseudonym } from '#lib/store/worker-key.ts';

export type LogLine = { id: string; at: number; message: string };
/** What the line says of who it was: for whom Cognito keeps a name, user pool and sub find it. */
export type WorkerIdentity = Record<string, string>;
export type ParsedLine = { ok: true; event: NewWorkerEvent; identity: WorkerIdentity } | { ok: false; reason: string };

const identityFields = { worker_id: 'workerId', cognito_user_pool_id: 'userPool', cognito_sub_id: 'sub' } as const;

const identityIn = (line: unknown): WorkerIdentity =>
  Object.fromEntries(
    Object.entries(identityFields).flatMap(([field, name]) => {
      const value = textAt(line, field);
      return value ? [[name, value]] : [];
    }),
  );

const lastPart = (arn: string | undefined): string => arn?.split('/').at(-1) ?? '';

/** "Wed Aug 14 16:00:59 UTC 2019", or "" where it did not happen. */
const time = (text: string | undefined): Date | null => {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : new Date(at);
};

/** Reads one line of Ground Truth's WorkerActivity log. */
export function parseWorkerLine({ id, at, message }: LogLine, keys: PseudonymKeys): ParsedLine {
  let line: unknown;
  try {
    line = JSON.parse(message);
  } catch {
    return { ok: false, reason: 'not JSON' };
  }
  const type = textAt(line, 'event_type');
  const worker = textAt(line, 'worker_id');
  const job = textAt(line, 'labeling_job_arn');
  if (!type || !worker || !job) {
    const missing = Object.entries({ event_type: type, worker_id: worker, labeling_job_arn: job }).find(
      ([, value]) => !value,
    )?.[0];
    return { ok: false, reason: `no ${missing}` };
  }
  const seconds = Number(textAt(line, 'event_timestamp'));
  return {
    ok: true,
    event: {
      ...{
        id,
        type,
        worker: pseudonym(keys, worker),
        labelingJob: lastPart(job),
        workteam: lastPart(textAt(line, 'workteam_arn')),
      },
      at: new Date(Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : at),
      acceptedAt: time(textAt(line, 'task_accepted_time')),
    },
    identity: identityIn(line),
  };
}
