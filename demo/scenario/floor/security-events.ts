import { readerRole } from '#demo/accounts.ts';
import type { Call } from '../people.ts';
import type { Place } from '../types.ts';
import { slotJob, slotsBetween } from './job-book.ts';
import { jobFamilies } from './job-families.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { isAt, keyArn, prodEu, prodUs, researchEu, researchUs, roleArn } from './setting.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What a security team looks for. Each recurs so that any 24 hours hold all of one. */
export const securityIncidents = {
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

/** A person tries to open a notebook, then looks for a key that would let them. */
function denials(at: number): Unplaced[] {
  const actor = { person: 'data-sci-2' } as const;
  const attempts = Array.from({ length: 7 }, (_, index): Unplaced => {
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
  const looks = ['ListKeys', 'ListAliases', 'DescribeKey', 'GetKeyPolicy', 'ListGrants'].flatMap((name, index): Unplaced[] =>
    [0, 1].map((turn) => ({
      at: at + 330_000 + index * 47_000 + turn * 11_000,
      actor,
      source: 'kms',
      name,
      request: name.startsWith('List') && name !== 'ListGrants' ? null : { KeyId: keyArn(prodEu, 'fraud') },
      error: denial(`kms:${name}`, actor.person, prodEu),
    })),
  );
  return [...attempts, ...looks];
}

/** The key of retail-labels is switched off before a training that needs it, and on again once that was noticed. */
function keySwitch(seed: string, from: number, to: number): Unplaced[] {
  const family = jobFamilies.find((row) => row.mishaps?.some((mishap) => mishap.kind === 'kms'));
  if (!family) return [];
  const key = keyArn(family.place, 'retail-labels');
  return slotsBetween(family, from - hourMs, to + hourMs)
    .map((slot) => slotJob(seed, family, slot))
    .filter((job) => job.mishap === 'kms')
    .flatMap((job) =>
      (['DisableKey', 'EnableKey'] as const).map(
        (name): Unplaced => ({
          at: job.createdAt + (name === 'DisableKey' ? -25 : 38) * minuteMs,
          actor: { person: 'cloud-sec-1' },
          source: 'kms',
          name,
          request: { KeyId: key },
          response: { KeyId: key },
          fields: { resources: [{ accountId: family.place.account, type: 'AWS::KMS::Key', ARN: key }] },
        }),
      ),
    );
}

const rootLogin = (at: number): Unplaced[] => [
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
      sourceIPAddress: '203.0.113.201',
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { LoginTo: 'https://console.aws.amazon.com/console/home', MobileVersion: 'No', MFAUsed: 'No' },
    },
  },
  ...['ListUsers', 'GetAccountSummary', 'ListAccessKeys', 'ListMFADevices'].map(
    (name, index): Unplaced => ({ at: at + 95_000 + index * 62_000, actor: { root: true }, source: 'iam', name, request: null }),
  ),
];

function readerPolicy(at: number): Unplaced[] {
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

const hostile = (at: number): Unplaced[] => [
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
const keyRotation = (at: number): Unplaced[] => [
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
const rows: readonly { place: Place; when: Recurrence; calls: (at: number) => Unplaced[] }[] = [
  { place: prodEu, when: securityIncidents.denials, calls: denials },
  { place: prodUs, when: securityIncidents.rootLogin, calls: rootLogin },
  { place: researchUs, when: securityIncidents.readerPolicy, calls: readerPolicy },
  { place: researchEu, when: securityIncidents.hostile, calls: hostile },
  { place: prodEu, when: securityIncidents.keyRotation, calls: keyRotation },
];

/** Calls of security's interest in [from, to), and some just outside it. */
export const securityCalls = (seed: string, place: Place, from: number, to: number): Unplaced[] => [
  ...rows
    .filter((row) => isAt(row.place, place))
    .flatMap((row) => occurrencesBetween(row.when, from, to).flatMap((one) => row.calls(one.from))),
  ...(isAt(place, prodEu) ? keySwitch(seed, from, to) : []),
];
