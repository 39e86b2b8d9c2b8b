import { AwsError } from '#demo/aws-error.ts';
import { hexOf } from '../random.ts';
import type { CallContext, Operation, Place } from '../types.ts';
import { drawn, isCalmAt, shifted } from './deed.ts';
import { present } from './job-parts.ts';
import { answerList } from './listing.ts';
import { latestOccurrence, occurrence, type Recurrence } from './recurrence.ts';
import { arnOf, inSeconds, isAt, keyArn, type Owner, prodEu, prodUs, researchEu, researchUs, roleArn, vpcOf } from './setting.ts';

/** A notebook instance. Those that `sleeps` are stopped by a schedule outside 06:00–19:00 UTC on weekdays. */
type NotebookRow = {
  name: string;
  team: Owner;
  place: Place;
  instance: string;
  createdAt: number;
  state: 'on' | 'off' | 'sleeps' | 'failed';
  vpc?: boolean;
  key?: boolean;
  internet: 'Enabled' | 'Disabled';
  root: 'Enabled' | 'Disabled';
  volumeGb: number;
  metadataVersion: '1' | '2';
  lifecycle?: string;
};

export const notebooks: readonly NotebookRow[] = [
  {
    name: 'nb-data-sci-2-g5',
    team: 'search',
    place: prodEu,
    instance: 'ml.g5.2xlarge',
    createdAt: Date.UTC(2026, 2, 3, 10, 14),
    state: 'on',
    internet: 'Enabled',
    root: 'Enabled',
    volumeGb: 200,
    metadataVersion: '1',
  },
  {
    name: 'nb-fraud-features',
    team: 'fraud',
    place: prodEu,
    instance: 'ml.m5.2xlarge',
    createdAt: Date.UTC(2025, 9, 20, 8, 2),
    state: 'sleeps',
    vpc: true,
    key: true,
    internet: 'Disabled',
    root: 'Disabled',
    volumeGb: 100,
    metadataVersion: '2',
    lifecycle: 'stop-when-idle',
  },
  {
    name: 'nb-labels-qa',
    team: 'retail-labels',
    place: prodEu,
    instance: 'ml.t3.large',
    createdAt: Date.UTC(2026, 5, 9, 13, 45),
    state: 'sleeps',
    vpc: true,
    internet: 'Enabled',
    root: 'Disabled',
    volumeGb: 20,
    metadataVersion: '2',
  },
  {
    name: 'nb-ads-report',
    team: null,
    place: prodUs,
    instance: 'ml.t3.medium',
    createdAt: Date.UTC(2025, 3, 14, 16, 30),
    state: 'off',
    internet: 'Enabled',
    root: 'Enabled',
    volumeGb: 5,
    metadataVersion: '1',
  },
  {
    name: 'nb-vision-llm',
    team: 'vision',
    place: researchUs,
    instance: 'ml.p3.8xlarge',
    createdAt: Date.UTC(2026, 8, 29, 9, 20),
    state: 'on',
    key: true,
    internet: 'Enabled',
    root: 'Enabled',
    volumeGb: 500,
    metadataVersion: '2',
  },
  {
    name: 'nb-vision-sandbox',
    team: 'vision',
    place: researchEu,
    instance: 'ml.g4dn.xlarge',
    createdAt: Date.UTC(2026, 7, 3, 11, 11),
    state: 'failed',
    internet: 'Enabled',
    root: 'Enabled',
    volumeGb: 50,
    metadataVersion: '1',
  },
];

const unlogged: Recurrence = { everyMs: 19 * 3_600_000, offsetMs: 2 * 3_600_000, lastsMs: 95 * 60_000 };

/** Root access to a notebook comes and goes, and no event tells of either: changed by a way that no trail records. */
export const unloggedTimes = (seed: string): Recurrence => shifted(unlogged, 'unlogged', seed);

/** Whose turn it is. */
export const unloggedNotebook = (seed: string, index: number): string =>
  drawn(['nb-labels-qa', 'nb-fraud-features'], 'unlogged', { seed, index });

/** How many turns a notebook may wait for its own, as good as certainly. */
const mostTurns = 64;

function rootAccess(row: NotebookRow, { now, scenario }: CallContext): { root: NotebookRow['root']; since: number } {
  const { seed, scale } = scenario;
  const times = unloggedTimes(seed);
  const latest = latestOccurrence(times, now).index;
  for (let index = latest; index > latest - mostTurns; index -= 1) {
    const { from, to } = occurrence(times, index);
    if (isCalmAt(scale, from) || from < row.createdAt) break;
    if (unloggedNotebook(seed, index) === row.name)
      return now < to ? { root: 'Enabled', since: from } : { root: row.root, since: to };
  }
  return { root: row.root, since: row.createdAt };
}

export const notebookArn = (row: NotebookRow): string => arnOf(row.place, `notebook-instance/${row.name}`);

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const opensAt = 6 * hourMs;
const closesAt = 19 * hourMs;
const isWorkday = (day: number): boolean => (((day + 4) % 7) + 7) % 7 > 0 && (((day + 4) % 7) + 7) % 7 < 6;

/** Starts and stops of a sleeping notebook within [from, to). */
export function notebookSwitches(row: NotebookRow, from: number, to: number): { at: number; isOn: boolean }[] {
  if (row.state !== 'sleeps') return [];
  const found: { at: number; isOn: boolean }[] = [];
  for (let day = Math.floor(from / dayMs); day * dayMs < to; day += 1) {
    if (!isWorkday(day)) continue;
    for (const at of [day * dayMs + opensAt, day * dayMs + closesAt]) {
      if (at >= Math.max(from, row.createdAt) && at < to) found.push({ at, isOn: at % dayMs === opensAt });
    }
  }
  return found;
}

function state(row: NotebookRow, now: number): { status: string; since: number } {
  const last = notebookSwitches(row, now - 5 * dayMs, now + 1).at(-1);
  if (row.state !== 'sleeps') {
    const status = { on: 'InService', off: 'Stopped', failed: 'Failed' }[row.state];
    return { status, since: row.createdAt + 20 * dayMs <= now ? row.createdAt + 20 * dayMs : row.createdAt + 240_000 };
  }
  if (!last) return { status: 'InService', since: row.createdAt + 240_000 };
  const isMoving = now - last.at < 180_000;
  if (last.isOn) return { status: isMoving ? 'Pending' : 'InService', since: isMoving ? last.at : last.at + 180_000 };
  return { status: isMoving ? 'Stopping' : 'Stopped', since: isMoving ? last.at : last.at + 180_000 };
}

const here = (context: CallContext): NotebookRow[] =>
  notebooks.filter((row) => isAt(row.place, context) && row.createdAt <= context.now);

const modifiedAt = (row: NotebookRow, context: CallContext): number =>
  Math.max(state(row, context.now).since, rootAccess(row, context).since);

const summary = (row: NotebookRow, context: CallContext): Record<string, unknown> =>
  present({
    NotebookInstanceName: row.name,
    NotebookInstanceArn: notebookArn(row),
    NotebookInstanceStatus: state(row, context.now).status,
    Url: `${row.name}-${hexOf(4, row.name)}.notebook.${row.place.region}.sagemaker.aws`,
    InstanceType: row.instance,
    CreationTime: inSeconds(row.createdAt),
    LastModifiedTime: inSeconds(modifiedAt(row, context)),
    NotebookInstanceLifecycleConfigName: row.lifecycle,
  });

/** ListNotebookInstances and DescribeNotebookInstance. */
export const notebookOperations: Record<string, Operation> = {
  'sagemaker.ListNotebookInstances': (input, context) =>
    answerList({
      items: here(context)
        .filter((row) => (row.lifecycle ?? '').includes(String(input.NotebookInstanceLifecycleConfigNameContains ?? '')))
        .filter(() => input.DefaultCodeRepositoryContains === undefined && input.AdditionalCodeRepositoryEquals === undefined)
        .map((row) => {
          const { status } = state(row, context.now);
          return { name: row.name, createdAt: row.createdAt, modifiedAt: modifiedAt(row, context), status, row };
        }),
      input,
      key: 'NotebookInstances',
      sorting: { by: 'Name', order: 'Ascending' },
      summary: ({ row }) => summary(row, context),
    }),
  'sagemaker.DescribeNotebookInstance': (input, context) => {
    const row = here(context).find((one) => one.name === input.NotebookInstanceName);
    if (!row) throw new AwsError('ValidationException', 'RecordNotFound');
    return present({
      ...summary(row, context),
      FailureReason: row.state === 'failed' ? 'Notebook Instance Lifecycle Config took longer than 5 minutes' : undefined,
      ...(row.vpc
        ? {
            SubnetId: vpcOf(row.place).Subnets[0],
            SecurityGroups: vpcOf(row.place).SecurityGroupIds,
            NetworkInterfaceId: `eni-${hexOf(17, row.name)}`,
          }
        : {}),
      RoleArn: roleArn(row.place, row.team === null ? 'SageMakerNotebook' : `SageMakerNotebook-${row.team}`),
      KmsKeyId: row.key ? keyArn(row.place, row.team ?? 'shared') : undefined,
      DirectInternetAccess: row.internet,
      RootAccess: rootAccess(row, context).root,
      VolumeSizeInGB: row.volumeGb,
      PlatformIdentifier: row.metadataVersion === '2' ? 'notebook-al2023-v1' : 'notebook-al2-v2',
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: row.metadataVersion },
    });
  },
};
