import { type DemoPerson, readerRole } from '#demo/accounts.ts';
import { streamOf, whole } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import { callsOf, type Deed, drawn, isCalmAt, type Recurring, shifted, type Turn } from './deed.ts';
import { borrowerOf } from './intrusions.ts';
import { slotJob, slotsBetween } from './job-book.ts';
import { jobFamilies } from './job-families.ts';
import type { Recurrence } from './recurrence.ts';
import { isAt, keyArn, prodEu, prodUs, researchEu, researchUs, roleArn } from './setting.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What a security team looks for. Each recurs so that any 24 hours hold all of one; the seed shifts what somebody did. */
const securityIncidents = {
  denials: { everyMs: 18 * hourMs, offsetMs: 9.5 * hourMs, lastsMs: 13 * minuteMs },
  rootLogin: { everyMs: 22 * hourMs, offsetMs: 4 * hourMs + 11 * minuteMs, lastsMs: 24 * minuteMs },
  readerPolicy: { everyMs: 21 * hourMs, offsetMs: 7 * hourMs - minuteMs, lastsMs: 42 * minuteMs },
  hostile: { everyMs: 12 * hourMs, offsetMs: 5 * hourMs + 27 * minuteMs, lastsMs: minuteMs },
  keyRotation: { everyMs: 20 * hourMs, offsetMs: 90 * minuteMs, lastsMs: 1000 },
} as const satisfies Record<string, Recurrence>;

const denial = (action: string, person: string, place: Place): { code: string; message: string } => ({
  code: 'AccessDeniedException',
  message: `User: arn:aws:sts::${place.account}:assumed-role/AWSReservedSSO_Developer_1122334455667788/${person} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
});

export type SecurityIncident = keyof typeof securityIncidents;

const isShifted = (kind: SecurityIncident): boolean => kind === 'denials' || kind === 'rootLogin';

/** When an incident happens to the account of a seed. */
export const securityTimes = (kind: SecurityIncident, seed: string): Recurrence =>
  isShifted(kind) ? shifted(securityIncidents[kind], kind, seed) : securityIncidents[kind];

/** The tenth refusal is the one that makes many of them. */
const burst = 10;

/** Who tries what they may do. */
export const burglarOf = (seed: string): DemoPerson => (borrowerOf(seed) === 'data-sci-2' ? 'data-sci-4' : 'data-sci-2');

/** A person tries to open a notebook, then looks for a key that would let them. */
function denials({ at, seed }: Turn): Deed[] {
  const actor = { person: burglarOf(seed) };
  const attempts = Array.from({ length: 7 }, (_, index): Deed => {
    const name = `scratch-gpu-${(index % 3) + 7}`;
    return {
      at: at + index * 38_000,
      actor,
      source: 'sagemaker',
      name: 'CreateNotebookInstance',
      request: { NotebookInstanceName: name, InstanceType: 'ml.p3.8xlarge', RoleArn: roleArn(prodEu, 'SageMakerNotebook') },
      error: denial('sagemaker:CreateNotebookInstance', actor.person, prodEu),
    };
  });
  const looks = ['ListKeys', 'ListAliases', 'DescribeKey', 'GetKeyPolicy', 'ListGrants'].flatMap((name, index): Deed[] =>
    [0, 1].map((turn) => ({
      at: at + 330_000 + index * 47_000 + turn * 11_000,
      actor,
      source: 'kms',
      name,
      request: name.startsWith('List') && name !== 'ListGrants' ? null : { KeyId: keyArn(prodEu, 'fraud') },
      error: denial(`kms:${name}`, actor.person, prodEu),
    })),
  );
  return [...attempts, ...looks].map((deed, index) => (index === burst - 1 ? { ...deed, shows: { denial_burst: '' } } : deed));
}

/** The key of retail-labels is switched off before a training that needs it, and on again once that was noticed. */
function keySwitch({ seed, scale }: { seed: string; scale: Scale }, from: number, to: number): Deed[] {
  const family = jobFamilies.find((row) => row.mishaps?.some((mishap) => mishap.kind === 'kms'));
  if (!family) return [];
  const key = keyArn(family.place, 'retail-labels');
  return slotsBetween(family, from - hourMs, to + hourMs)
    .map((slot) => ({ index: slot, job: slotJob(seed, family, slot) }))
    .filter(({ job }) => job.mishap === 'kms' && !isCalmAt(scale, job.createdAt - 25 * minuteMs))
    .flatMap(({ job, index }) =>
      (['DisableKey', 'EnableKey'] as const).map(
        (name): Deed => ({
          at: job.createdAt + (name === 'DisableKey' ? -25 : 38) * minuteMs,
          actor: { person: drawn(['cloud-sec-1', 'ml-lead'] as const, 'key switcher', { seed, index }) },
          source: 'kms',
          name,
          request: { KeyId: key },
          response: { KeyId: key },
          fields: { resources: [{ accountId: family.place.account, type: 'AWS::KMS::Key', ARN: key }] },
          ...(name === 'DisableKey' ? { shows: { key_disabled: key } } : {}),
        }),
      ),
    );
}

const rootLogin = ({ at, seed, index: turn }: Turn): Deed[] => [
  {
    at,
    actor: { root: true },
    source: 'signin',
    name: 'ConsoleLogin',
    readOnly: false,
    request: null,
    response: { ConsoleLogin: 'Success' },
    fields: {
      eventType: 'AwsConsoleSignIn',
      sourceIPAddress: `203.0.113.${200 + whole(streamOf(seed, 'root'), turn, 50)}`,
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
    },
    shows: { root_used: '', sign_in_without_mfa: '' },
  },
  ...['ListUsers', 'GetAccountSummary', 'ListAccessKeys', 'ListMFADevices'].map(
    (name, index): Deed => ({
      at: at + 95_000 + index * 62_000,
      actor: { root: true },
      source: 'iam',
      name,
      request: null,
      shows: { root_used: '' },
    }),
  ),
];

function readerPolicy({ at }: Turn): Deed[] {
  const base = { actor: { person: 'cloud-sec-1' } as const, source: 'iam' };
  const document = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Freeze', Effect: 'Deny', Action: 'sagemaker:ListUserProfiles', Resource: '*' }],
  };
  const policy = { RoleName: readerRole, PolicyName: 'freeze-studio-reads' };
  return [
    { ...base, at, name: 'PutRolePolicy', request: { ...policy, PolicyDocument: JSON.stringify(document) } },
    { ...base, at: at + 41 * minuteMs, name: 'DeleteRolePolicy', request: policy },
  ];
}

/** Text that is nobody's friend: the console must show all of it as text. */
const hostileText = {
  userAgent: 'curl/8.9 <script>alert("ua")</script> \u001b[31mred\u001b[0m \u202Etxt.exe\u202C \u0000 {{7*7}} %s%n \' OR 1=1 --',
  tag: '"><svg/onload=alert(1)> =HYPERLINK("http://x.example","y") שלום \u2066مرحبا\u2069',
  name: 'nb-<b>bold</b>-\u202Egnp.exe',
} as const;

const hostile = ({ at }: Turn): Deed[] => [
  {
    at,
    actor: { person: 'data-sci-4' },
    source: 'sagemaker',
    name: 'CreateNotebookInstance',
    request: {
      NotebookInstanceName: hostileText.name,
      InstanceType: 'ml.t3.medium',
      RoleArn: roleArn(researchEu, 'SageMakerNotebook'),
      Tags: [{ Key: 'owner', Value: hostileText.tag }],
    },
    error: {
      code: 'ValidationException',
      message: `Value '${hostileText.name}' at 'notebookInstanceName' failed to satisfy constraint`,
    },
    fields: { userAgent: hostileText.userAgent },
  },
];

/** KMS turns a key by itself; such a record names no type of identity. */
const keyRotation = ({ at }: Turn): Deed[] => [
  {
    at,
    actor: { service: 'kms', role: 'AWSServiceRoleForKeyManagementServiceMultiRegionKeys' },
    source: 'kms',
    name: 'RotateKey',
    request: null,
    readOnly: false,
    fields: {
      eventType: 'AwsServiceEvent',
      userIdentity: { accountId: prodEu.account, invokedBy: 'AWS Internal' },
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      serviceEventDetails: { rotationType: 'AUTOMATIC', keyOrigin: 'AWS_KMS' },
      resources: [{ accountId: prodEu.account, type: 'AWS::KMS::Key', ARN: keyArn(prodEu, 'fraud') }],
    },
  },
];

/** IAM and sign-in are global: their events appear in us-east-1. */
const rows: readonly Recurring<SecurityIncident>[] = [
  { place: prodEu, kind: 'denials', calls: denials },
  { place: prodUs, kind: 'rootLogin', calls: rootLogin },
  { place: researchUs, kind: 'readerPolicy', calls: readerPolicy },
  { place: researchEu, kind: 'hostile', calls: hostile },
  { place: prodEu, kind: 'keyRotation', calls: keyRotation },
];

/** Calls of security's interest in [from, to), and some just outside it. */
export const securityCalls = (of: { seed: string; scale: Scale }, place: Place, from: number, to: number): Deed[] => [
  ...callsOf({ rows, timesOf: securityTimes }, of, { place, from, to }),
  ...(isAt(place, prodEu) ? keySwitch(of, from, to) : []),
];
