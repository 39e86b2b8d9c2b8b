import type { Call } from '../people.ts';
import type { Place } from '../types.ts';
import { labelingDetails, labelingTags } from './labeling-answers.ts';
import { type LabelingJob, labelingJobsAlive } from './labeling-job.ts';
import { occurrencesBetween } from './recurrence.ts';
import { isAt } from './setting.ts';
import {
  clientId,
  membershipChanges,
  narrowedAt,
  stall,
  userPool,
  widenedAt,
  workforceArn,
  workforces,
  workteamArn,
} from './workforce.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;

const lead = { person: 'label-lead' } as const;

function jobCalls(job: LabelingJob): Unplaced[] {
  const details = labelingDetails(job, job.createdAt);
  const members = ['LabelingJobName', 'LabelAttributeName', 'InputConfig', 'OutputConfig', 'RoleArn', 'HumanTaskConfig'];
  const create: Unplaced = {
    at: job.createdAt,
    actor: lead,
    source: 'sagemaker',
    name: 'CreateLabelingJob',
    request: { ...Object.fromEntries(members.map((name) => [name, details[name]])), Tags: labelingTags(job) },
    response: { LabelingJobArn: job.arn },
  };
  if (job.end !== 'Stopped') return [create];
  const stop = {
    at: job.workedTo,
    actor: lead,
    source: 'sagemaker',
    name: 'StopLabelingJob',
    request: { LabelingJobName: job.name },
  };
  return [create, stop];
}

function networkCalls(from: number, to: number): Unplaced[] {
  const { eu } = workforces;
  const update = (at: number, cidrs: readonly string[]): Unplaced => ({
    at,
    actor: lead,
    source: 'sagemaker',
    name: 'UpdateWorkforce',
    request: { WorkforceName: eu.name, SourceIpConfig: { Cidrs: cidrs } },
    response: { Workforce: { WorkforceName: eu.name, WorkforceArn: workforceArn(eu), SourceIpConfig: { Cidrs: cidrs } } },
  });
  return occurrencesBetween(stall, from - 600_000, to + 600_000).flatMap((one) => [
    update(narrowedAt(one), eu.networks.slice(0, 2)),
    update(widenedAt(one), eu.networks),
  ]);
}

const memberCalls = (place: Place, from: number, to: number): Unplaced[] =>
  membershipChanges(place, from, to).flatMap(({ row, at }) => {
    const definition = { UserPool: userPool(row.workforce), UserGroup: row.name, ClientId: clientId(row.workforce) };
    return [
      {
        at,
        actor: lead,
        source: 'sagemaker',
        name: 'UpdateWorkteam',
        request: {
          WorkteamName: row.name,
          MemberDefinitions: [{ CognitoMemberDefinition: definition }],
          Description: row.description,
        },
        response: { Workteam: { WorkteamName: row.name, WorkteamArn: workteamArn(row) } },
      },
    ];
  });

/** Calls around labeling in [from, to), and some just outside it. */
export const labelingCalls = (seed: string, place: Place, from: number, to: number): Unplaced[] => [
  ...labelingJobsAlive(seed, place, from - 1000, to).flatMap(jobCalls),
  ...(isAt(place, workforces.eu.place) ? networkCalls(from, to) : []),
  ...memberCalls(place, from, to),
];
