import { uniform } from '../random.ts';
import type { LogLine, Place } from '../types.ts';
import { referenceCode } from './labeling-answers.ts';
import { eventsOf, type LabelingJob, labelingJobsAlive } from './labeling-job.ts';
import { sliceMs, type TaskEvent } from './labeling-work.ts';
import { isAt } from './setting.ts';
import { userPool, workforces, workteamArn } from './workforce.ts';

export const activityGroup = '/aws/sagemaker/groundtruth/WorkerActivity';
const labelingGroup = '/aws/sagemaker/LabelingJobs';

/** "Wed Aug 14 16:00:59 UTC 2019", as the log writes times. */
function written(at: number): string {
  const [day = '', date, month, year, time] = new Date(at).toUTCString().split(' ');
  return `${day.slice(0, 3)} ${month} ${date} ${time} UTC ${year}`;
}

const kinds = {
  accepted: 'TasksAccepted',
  submitted: 'TasksSubmitted',
  returned: 'TasksReturned',
  declined: 'TasksDeclined',
} as const;

function activityLine(job: LabelingJob, event: TaskEvent, kind: keyof typeof kinds): LogLine {
  const at = kind === 'accepted' ? event.acceptedAt : event.at;
  const timeFor = (one: TaskEvent['kind']): string => (one === kind ? written(event.at) : '');
  const message = {
    worker_id: event.worker.id,
    cognito_user_pool_id: userPool(job.family.crew.workforce),
    cognito_sub_id: event.worker.sub,
    task_accepted_time: written(event.acceptedAt),
    task_submitted_time: timeFor('submitted'),
    task_returned_time: timeFor('returned'),
    task_declined_time: timeFor('declined'),
    workteam_arn: workteamArn(job.family.crew),
    labeling_job_arn: job.arn,
    work_requester_account_id: job.place.account,
    job_reference_code: referenceCode(job),
    job_type: 'Private',
    event_type: kinds[kind],
    event_timestamp: String(Math.floor(at / 1000)),
  };
  return { at, stream: `${job.family.crew.name}/${new Date(at).toISOString().slice(0, 10)}`, message: JSON.stringify(message) };
}

/** Two lines a task; of two hundred tasks the log writes one twice. */
function activityLines(job: LabelingJob, event: TaskEvent): LogLine[] {
  const lines = [activityLine(job, event, 'accepted'), activityLine(job, event, event.kind)];
  const last = lines[1];
  return last && uniform(event.stream, 9) < 0.005 ? [...lines, { ...last, at: last.at + 1300 }] : lines;
}

function jobLines(job: LabelingJob): LogLine[] {
  const line = (at: number, message: string): LogLine => ({ at, stream: job.name, message });
  const first = line(job.createdAt + 2000, `[INFO] Processing input manifest of ${job.name}: ${job.family.objects} objects`);
  if (job.end === 'Failed') {
    return [
      first,
      line(job.endedAt - 1000, '[ERROR] AccessDenied: s3:GetObject on manifest.jsonl for role SageMakerGroundTruth (403)'),
    ];
  }
  return [
    first,
    line(job.createdAt + 230_000, `[INFO] Tasks of ${job.family.title} are open to ${job.family.crew.name}`),
    line(
      job.endedAt - 4000,
      `[INFO] ${job.end === 'Stopped' ? 'Stopped by request' : 'All objects labelled'}; consolidating annotations`,
    ),
  ];
}

/** Lines of WorkerActivity and LabelingJobs within [from, to); undefined for other groups. */
export function labelingLogLines(seed: string, place: Place, group: string, from: number, to: number): LogLine[] | undefined {
  if (group !== activityGroup && group !== labelingGroup) return undefined;
  const jobs = labelingJobsAlive(seed, place, from - sliceMs, to);
  const lines =
    group === labelingGroup
      ? jobs.flatMap(jobLines)
      : jobs.flatMap((job) => eventsOf(job, from - sliceMs, to + sliceMs).flatMap((event) => activityLines(job, event)));
  return lines.filter((line) => line.at >= from && line.at < to);
}

/** The groups of a place, and since when. */
export const labelingLogGroups = (place: Place) =>
  Object.values(workforces)
    .filter((row) => isAt(row.place, place))
    .flatMap((row) => [activityGroup, labelingGroup].map((name) => ({ name, createdAt: row.createdAt })));
