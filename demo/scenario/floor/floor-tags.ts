import type { Place, Scale, Tag } from '../types.ts';
import { domainArn, domains } from './domains.ts';
import { finishedJobNamed } from './finished-jobs.ts';
import { cluster } from './hyperpod.ts';
import type { Job } from './job.ts';
import { jobNamed } from './jobs.ts';
import { labelingTags } from './labeling-answers.ts';
import { isRemembered, labelingJobNamed } from './labeling-job.ts';
import { notebookArn, notebooks } from './notebooks.ts';
import { executionWithId } from './pipeline-execution.ts';
import { pipelines } from './pipelines.ts';
import { arnOf, isAt, type Owner } from './setting.ts';
import { tuningJob } from './tuning-job.ts';
import { workforceArn, workforces, workteamArn, workteams } from './workforce.ts';

const owned = (team: Owner, rest: Readonly<Record<string, string>> = {}): Tag[] =>
  Object.entries({ ...(team ? { team } : {}), ...rest }).map(([Key, Value]) => ({ Key, Value }));

/** Letters of any script and U+2028 are lawful in a tag; they are there to be seen as text. */
const oddTag = { note: 'שלום עולם \u2028 مرحبا' };

const jobKinds = {
  'training-job': 'training',
  'processing-job': 'processing',
  'transform-job': 'transform',
  'compilation-job': 'compilation',
} as const;

function lastingTags(place: Place, arn: string, now: number): Tag[] | undefined {
  const notebook = notebooks.find((row) => notebookArn(row) === arn && row.createdAt <= now && isAt(row.place, place));
  if (notebook) return owned(notebook.team, notebook.state === 'failed' ? oddTag : { purpose: 'notebook' });
  const domain = domains.find((row) => domainArn(row) === arn && row.createdAt <= now && isAt(row.place, place));
  if (domain) return owned(domain.team);
  const crew = workteams.find((row) => workteamArn(row) === arn && isAt(row.workforce.place, place));
  if (crew) return owned(crew.team);
  const crowd = Object.values(workforces).find((row) => workforceArn(row) === arn && isAt(row.place, place));
  if (crowd) return owned('retail-labels');
  if (arn === arnOf(cluster.place, `cluster/${cluster.id}`) && isAt(place, cluster.place)) return owned(cluster.team);
  const pipeline = pipelines.find((row) => arnOf(row.place, `pipeline/${row.name}`) === arn && isAt(row.place, place));
  return pipeline && owned(pipeline.team);
}

/** Jobs of pipelines and tuning jobs carry their name beside the team. */
export const tagsOfJob = (job: Job): Tag[] =>
  owned(job.team, job.parent ? { [`sagemaker:${job.parent.kind}`]: job.parent.name } : {});

/** Tags of a resource of the floor; undefined when it is not there. */
export function floorTags(
  { seed, scale }: { seed: string; scale: Scale },
  place: Place,
  arn: string,
  now: number,
): Tag[] | undefined {
  const [type = '', name = '', , execution] = arn.split(':').slice(5).join(':').split('/');
  if (arn !== arnOf(place, arn.split(':').slice(5).join(':'))) return undefined;
  if (type === 'hyper-parameter-tuning-job') {
    const tuning = tuningJob(seed, place, name, now);
    return tuning && owned(tuning.job.team);
  }
  if (type === 'labeling-job') {
    const job = labelingJobNamed(seed, place, name);
    return job && isRemembered(job, now) ? labelingTags(job) : undefined;
  }
  if (type === 'pipeline' && execution !== undefined) {
    const run = executionWithId(seed, place, execution, now);
    return run && owned(run.pipeline.team);
  }
  const kind = jobKinds[type as keyof typeof jobKinds];
  if (!kind) return lastingTags(place, arn, now);
  const past = kind === 'training' ? finishedJobNamed(seed, { ...place, scenario: { scale } }, name) : undefined;
  const job = past ?? jobNamed(seed, place, kind, name, now);
  return job && tagsOfJob(job);
}
