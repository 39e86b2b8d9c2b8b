import type { DemoPerson } from '#demo/accounts.ts';
import type { Actor, Call } from '../people.ts';
import { countOf, pick, streamOf, subStream, uniform, whole } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import { domains } from './domains.ts';
import { slotJob } from './job-book.ts';
import { jobFamilies } from './job-families.ts';
import { notebookArn, notebookSwitches, notebooks } from './notebooks.ts';
import { arnOf, bucketOf, isAt, keyArn, roleArn } from './setting.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;
type Moment = { seed: string; place: Place; at: number; stream: number };

const slotMs = 300_000;
/** Calls in five minutes: machines at any hour, people in theirs. */
const machinesPerSlot = 0.62;
const peoplePerSlot = 1.15;

/** 0 at night, 1 in working hours, a little at the weekend. */
function daylight(at: number): number {
  const date = new Date(at);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const isWeekend = date.getUTCDay() % 6 === 0;
  return Math.max(0.04, Math.exp(-(((hour - 12.5) / 4.2) ** 2))) * (isWeekend ? 0.22 : 1);
}

/** A job of the place that was created shortly before. */
function recentJob({ seed, place, at, stream }: Moment) {
  const families = jobFamilies.filter((family) => isAt(family.place, place) && family.kind === 'training');
  const family = pick(families, stream, 3);
  return slotJob(seed, family, Math.floor((at / 60_000 - family.offsetMinutes - family.jitterMinutes - 2) / family.everyMinutes));
}

const config: Actor = { service: 'config', role: 'AWSServiceRoleForConfig', session: 'AWSConfig-Describe' };
const looking: readonly DemoPerson[] = ['data-sci-2', 'data-sci-4', 'ml-lead', 'data-eng-1', 'data-eng-2', 'release-1'];

const machineCalls: readonly ((moment: Moment) => Omit<Unplaced, 'at'> | undefined)[] = [
  (moment) => ({
    actor: config,
    source: 'sagemaker',
    name: 'ListTags',
    request: { resourceArn: arnOf(moment.place, `training-job/${recentJob(moment).name}`) },
  }),
  (moment) => ({
    actor: { workload: 'ci-deploy', session: pick(['data-eng-1', 'release-1'], moment.stream, 4) },
    source: 'sagemaker',
    name: 'DescribeTrainingJob',
    request: { trainingJobName: recentJob(moment).name },
  }),
  ({ place, stream }) => ({
    actor: { service: 'sagemaker', role: 'SageMakerTraining', session: 'SageMaker' },
    source: 'kms',
    name: pick(['Decrypt', 'GenerateDataKey', 'CreateGrant'], stream, 4),
    readOnly: true,
    request: { keyId: keyArn(place, pick(['search', 'fraud', 'vision'], stream, 5)) },
  }),
  ({ place }) => ({
    actor: { workload: 'batch-train', session: 'train-runner' },
    source: 's3',
    name: 'GetBucketLocation',
    request: { bucketName: bucketOf(place), Host: `${bucketOf(place)}.s3.amazonaws.com`, location: '' },
  }),
  ({ place, stream }) => ({
    actor: { user: 'grafana-reader' },
    source: 'monitoring',
    name: pick(['DescribeAlarms', 'ListMetrics', 'ListDashboards'], stream, 4),
    request: { Region: place.region },
  }),
  ({ place, stream }) =>
    // IAM is global: its calls are recorded in us-east-1, whoever makes them from where.
    place.region === 'us-east-1'
      ? {
          actor: config,
          source: 'iam',
          name: pick(['GetRole', 'ListRolePolicies', 'GetPolicyVersion'], stream, 4),
          request: { RoleName: pick(['SageMakerTraining', 'SageMakerPipelines', 'ci-deploy'], stream, 5) },
        }
      : undefined,
];

const personCalls: readonly ((moment: Moment) => Omit<Unplaced, 'at'> | undefined)[] = [
  (moment) => ({
    actor: { person: pick(looking, moment.stream, 5) },
    source: 'sagemaker',
    name: pick(
      ['ListTrainingJobs', 'ListEndpoints', 'ListProcessingJobs', 'ListPipelines', 'Search', 'ListModels'],
      moment.stream,
      6,
    ),
    request: { maxResults: 25, sortBy: 'CreationTime', sortOrder: 'Descending' },
    readOnly: true,
  }),
  (moment) => ({
    actor: { person: pick(looking, moment.stream, 5) },
    source: 'sagemaker',
    name: 'DescribeTrainingJob',
    request: { trainingJobName: recentJob(moment).name },
  }),
  ({ place, stream }) => ({
    actor: { person: pick(looking, stream, 5) },
    source: 'logs',
    name: pick(['DescribeLogGroups', 'DescribeLogStreams', 'StartQuery'], stream, 6),
    request: { logGroupName: '/aws/sagemaker/TrainingJobs', region: place.region },
    readOnly: true,
  }),
  ({ place, stream }) => {
    const domain = domains.find((row) => isAt(row.place, place));
    const person = pick(looking, stream, 5);
    return (
      domain && {
        actor: { person },
        source: 'sagemaker',
        name: 'CreatePresignedDomainUrl',
        request: { DomainId: domain.id, UserProfileName: person, SessionExpirationDurationInSeconds: 43_200 },
        response: { AuthorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      }
    );
  },
  ({ place, stream }) => {
    const here = notebooks.filter((row) => isAt(row.place, place) && row.state !== 'off' && row.state !== 'failed');
    const notebook = here.length > 0 ? pick(here, stream, 4) : undefined;
    return (
      notebook && {
        actor: { person: pick(['data-sci-2', 'data-sci-4', 'ml-lead'], stream, 5) },
        source: 'sagemaker',
        name: 'CreatePresignedNotebookInstanceUrl',
        request: { NotebookInstanceName: notebook.name },
        response: { AuthorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
      }
    );
  },
  ({ place, stream }) => {
    const person = pick(looking, stream, 5);
    return {
      actor: { person },
      source: 'signin',
      name: 'ConsoleLogin',
      readOnly: false,
      request: null,
      fields: {
        eventType: 'AwsConsoleSignIn',
        responseElements: { ConsoleLogin: uniform(stream, 6) < 0.05 ? 'Failure' : 'Success' },
        additionalEventData: {
          LoginTo: `https://${place.region}.console.aws.amazon.com/sagemaker/home`,
          MobileVersion: 'No',
          MFAUsed: 'Yes',
        },
      },
    };
  },
  ({ place, stream }) => ({
    actor: { person: pick(['data-eng-1', 'data-eng-2', 'release-1'], stream, 5) },
    source: 'sts',
    name: 'AssumeRole',
    readOnly: true,
    request: { roleArn: roleArn(place, 'ci-deploy'), roleSessionName: pick(['data-eng-1', 'release-1'], stream, 6) },
  }),
];

function calls(
  moment: Moment,
  share: number,
  rows: readonly ((moment: Moment) => Omit<Unplaced, 'at'> | undefined)[],
): Unplaced[] {
  const count = countOf(share, moment.stream, 0);
  return Array.from({ length: count }, (_, index): Unplaced | undefined => {
    const stream = subStream(moment.stream, 20 + index);
    const at = moment.at + whole(stream, 0, slotMs / 1000) * 1000;
    const call = pick(rows, stream, 1)({ ...moment, at, stream });
    return call && { ...call, at, discriminator: `${stream}` };
  }).filter((call) => call !== undefined);
}

/** What machines and people do all day, in [from, to) and a little around it. */
export function everydayCalls(
  { seed, scale }: { seed: string; scale: Pick<Scale, 'busy'> },
  place: Place,
  from: number,
  to: number,
): Unplaced[] {
  const found: Unplaced[] = [];
  for (let slot = Math.floor(from / slotMs); slot * slotMs < to; slot += 1) {
    const at = slot * slotMs;
    const times = scale.busy && at >= scale.busy.since ? scale.busy.times : 1;
    const stream = subStream(streamOf(seed, 'everyday', place.account, place.region), slot);
    found.push(...calls({ seed, place, at, stream }, machinesPerSlot * times, machineCalls));
    found.push(...calls({ seed, place, at, stream: subStream(stream, 9) }, peoplePerSlot * daylight(at) * times, personCalls));
  }
  return [...found, ...notebookCalls(place, from, to)];
}

/** Notebooks that sleep are stopped and started by a schedule. */
const notebookCalls = (place: Place, from: number, to: number): Unplaced[] =>
  notebooks
    .filter((row) => isAt(row.place, place))
    .flatMap((row) =>
      notebookSwitches(row, from, to).map(({ at, isOn }) => ({
        at,
        actor: { service: 'scheduler', role: 'NotebookSchedule', session: 'notebook-hours' },
        source: 'sagemaker',
        name: isOn ? 'StartNotebookInstance' : 'StopNotebookInstance',
        request: { NotebookInstanceName: row.name },
        discriminator: notebookArn(row),
      })),
    );
