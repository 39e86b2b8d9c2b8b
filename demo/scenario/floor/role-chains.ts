import type { DemoPerson } from '#demo/accounts.ts';
import { type Call, type Credentials, keyOf, roleSession } from '../people.ts';
import { idOf, pick, streamOf, uuidOf } from '../random.ts';
import type { Place } from '../types.ts';
import { domains } from './domains.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { isAt, prodEu, researchEu, roleArn } from './setting.ts';

type Unplaced = Omit<Call, 'seed' | 'place'>;
type Occurrence = { at: number; index: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Releases go from one account to the other; each is an hour's work of one person. */
const releases: Recurrence = { everyMs: 11 * hourMs, offsetMs: 8.4 * hourMs, lastsMs: hourMs };
const releaser: DemoPerson = 'ml-lead';

/** STS's own spelling of when credentials end, which CloudTrail keeps. */
const stsTime = new Intl.DateTimeFormat('en-US', {
  ...{
    timeZone: 'UTC',
    month: 'short',
    day: '2-digit',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    hour12: true,
  },
});

type Assumed = { at: number; role: { place: Place; name: string }; session: string; credentials: Credentials; lastsMs: number };

/** What AssumeRole asked for and handed out: it only reads, and its answer stands in the record all the same. */
const handed = ({ at, role: { place, name }, session, credentials: { key, sourceIdentity }, lastsMs }: Assumed) => ({
  requestParameters: {
    roleArn: roleArn(place, name),
    roleSessionName: session,
    durationSeconds: lastsMs / 1000,
    ...(sourceIdentity ? { sourceIdentity } : {}),
  },
  responseElements: {
    credentials: {
      accessKeyId: key,
      sessionToken: 'HIDDEN_DUE_TO_SECURITY_REASONS',
      expiration: stsTime.format(at + lastsMs).replaceAll('\u202f', ' '),
    },
    assumedRoleUser: {
      assumedRoleId: `AROA${idOf(17, place.account, name)}:${session}`,
      arn: `arn:aws:sts::${place.account}:assumed-role/${name}/${session}`,
    },
    ...(sourceIdentity ? { sourceIdentity } : {}),
  },
  resources: [{ accountId: place.account, type: 'AWS::IAM::Role', ARN: roleArn(place, name) }],
});

/** Roles are assumed with the CLI, also by who signed in to the console. */
const fromTerminal = {
  userAgent:
    'aws-cli/2.31.38 md/awscrt#0.28.4 ua/2.1 os/macos#25.1.0 md/arch#arm64 lang/python#3.13.9 md/command#sts.assume-role',
  sessionCredentialFromConsole: undefined,
};

const assume = (assumed: Assumed, more: { fields: Record<string, unknown>; discriminator: string }): Unplaced => ({
  at: assumed.at,
  actor: { person: releaser },
  source: 'sts',
  name: 'AssumeRole',
  readOnly: true,
  request: null,
  discriminator: more.discriminator,
  fields: { ...handed(assumed), ...fromTerminal, ...more.fields },
});

/** The two hops of a release: a role of the person's own account, and from there one of the research account. */
function hopsOf({ at, index }: Occurrence) {
  const hop = (place: Place, name: string, began: number): Assumed => ({
    at: began,
    role: { place, name },
    session: releaser,
    credentials: { began, key: keyOf('release', name, String(index)), sourceIdentity: releaser },
    lastsMs: hourMs,
  });
  return [hop(prodEu, 'release-bridge', at), hop(researchEu, 'model-reader', at + 3 * minuteMs)] as const;
}

/** What somebody does in a session that was assumed, from a terminal. */
const inSession = ({ role: { place, name }, session, credentials }: Assumed) => ({
  actor: { workload: name, session } as const,
  fields: { userIdentity: roleSession(place, name, session, credentials) },
});

/** In the account of the person: the first hop, what it does, and the call that leads on. */
function releaseInProd(one: Occurrence): Unplaced[] {
  const [bridge, reader] = hopsOf(one);
  const { actor, fields } = inSession(bridge);
  const shared = uuidOf('shared', 'release', String(one.index));
  return [
    assume(bridge, { fields: {}, discriminator: `bridge ${one.index}` }),
    { at: bridge.at + minuteMs, actor, source: 'sts', name: 'GetCallerIdentity', request: null, fields },
    assume(reader, {
      fields: { ...fields, sharedEventID: shared, sourceIPAddress: '203.0.113.44' },
      discriminator: `reader ${one.index}`,
    }),
    {
      at: bridge.at + 19 * minuteMs,
      actor,
      source: 'ecr',
      name: 'PutImage',
      request: { repositoryName: 'vision-training', imageTag: `release-${one.index}`, registryId: prodEu.account },
      response: { image: { repositoryName: 'vision-training', registryId: prodEu.account } },
      fields,
    },
  ];
}

/** In the other account: its own copy of the call, whose caller it knows by account alone, and what is read there. */
function releaseInResearch(one: Occurrence): Unplaced[] {
  const [, reader] = hopsOf(one);
  const { actor, fields } = inSession(reader);
  const caller = {
    type: 'AWSAccount',
    principalId: `AROA${idOf(17, prodEu.account, 'release-bridge')}:${releaser}`,
    accountId: prodEu.account,
  };
  const shared = uuidOf('shared', 'release', String(one.index));
  const call = { actor, fields };
  const message = `User: arn:aws:sts::${researchEu.account}:assumed-role/model-reader/${releaser} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:${researchEu.region}:${researchEu.account}:repository/vision-training because no identity-based policy allows the ecr:PutImage action`;
  return [
    assume(reader, {
      fields: { userIdentity: caller, sharedEventID: shared, sourceIPAddress: '203.0.113.44' },
      discriminator: `copy ${one.index}`,
    }),
    { ...call, at: reader.at + minuteMs, source: 'ecr', name: 'DescribeImages', request: { repositoryName: 'vision-training' } },
    {
      ...call,
      at: reader.at + 4 * minuteMs,
      source: 'ecr',
      name: 'BatchGetImage',
      request: { repositoryName: 'vision-training' },
    },
    {
      ...call,
      at: reader.at + 9 * minuteMs,
      source: 'ecr',
      name: 'PutImage',
      request: { repositoryName: 'vision-training', imageTag: 'latest' },
      error: { code: 'AccessDeniedException', message },
    },
  ];
}

/** People in Studio: of one domain each under their user profile's name, of the other all alike. */
const studioSlotMs = 4 * hourMs;
const studioUsers = ['data-sci-2', 'data-sci-4', 'ml-lead'] as const satisfies readonly DemoPerson[];
const studioRole = 'SageMakerStudio';

function studioSession(place: Place, slot: number): Unplaced[] {
  const domain = domains.find((row) => isAt(row.place, place));
  const stream = streamOf('studio', place.account, String(slot));
  const user = pick(studioUsers, stream, 1);
  const began = slot * studioSlotMs + 35 * minuteMs;
  if (!domain) return [];
  const name = domain.namesPeople ? { sourceIdentity: user } : {};
  const assumed: Assumed = {
    at: began,
    role: { place, name: studioRole },
    session: 'SageMaker',
    credentials: { began, key: keyOf('studio', place.account, String(slot)), ...name },
    lastsMs: hourMs,
  };
  const inside = inSession(assumed);
  // A domain that is closed to the internet calls through its VPC.
  const from =
    domain.network === 'VpcOnly'
      ? {
          sourceIPAddress: '10.16.40.17',
          vpcEndpointId: `vpce-0${idOf(16, domain.id).toLowerCase()}`,
          vpcEndpointAccountId: place.account,
        }
      : { sourceIPAddress: '203.0.113.90' };
  const fields = {
    ...inside.fields,
    ...from,
    userAgent: 'Boto3/1.40.76 md/Botocore#1.40.76 ua/2.1 os/linux#6.1 lang/python#3.12.9 exec-env/AmazonSageMakerStudio',
  };
  const call = { actor: inside.actor, fields };
  const message = `User: arn:aws:sts::${place.account}:assumed-role/${studioRole}/SageMaker is not authorized to perform: secretsmanager:GetSecretValue on resource: feature-store-reader because no identity-based policy allows the secretsmanager:GetSecretValue action`;
  return [
    assume(assumed, {
      fields: {
        userIdentity: { type: 'AWSService', invokedBy: 'sagemaker.amazonaws.com' },
        ...{ sourceIPAddress: 'sagemaker.amazonaws.com', userAgent: 'sagemaker.amazonaws.com', tlsDetails: undefined },
        sharedEventID: uuidOf('shared', 'studio', place.account, String(slot)),
      },
      discriminator: `studio ${slot}`,
    }),
    { ...call, at: began + 2 * minuteMs, source: 'sagemaker', name: 'ListExperiments', request: { maxResults: 20 } },
    { ...call, at: began + 6 * minuteMs, source: 'sagemaker', name: 'ListTrainingJobs', request: { maxResults: 50 } },
    {
      ...call,
      at: began + 14 * minuteMs,
      source: 'sagemaker',
      name: 'CreateExperiment',
      request: { ExperimentName: `notebook-${slot}` },
      response: { ExperimentArn: `arn:aws:sagemaker:${place.region}:${place.account}:experiment/notebook-${slot}` },
    },
    {
      ...call,
      at: began + 31 * minuteMs,
      source: 'secretsmanager',
      name: 'GetSecretValue',
      request: { secretId: 'feature-store-reader' },
      error: { code: 'AccessDeniedException', message },
    },
  ];
}

/** Sessions that open each other, in [from, to) and some just outside it: releases over two accounts, and people in Studio. */
export function chainCalls(place: Place, from: number, to: number): Unplaced[] {
  const found: Unplaced[] = [];
  if (isAt(place, prodEu) || isAt(place, researchEu)) {
    const callsOf = isAt(place, prodEu) ? releaseInProd : releaseInResearch;
    for (const one of occurrencesBetween(releases, from, to)) found.push(...callsOf({ at: one.from, index: one.index }));
  }
  for (let slot = Math.floor((from - hourMs) / studioSlotMs) - 1; slot * studioSlotMs < to; slot += 1)
    found.push(...studioSession(place, slot));
  return found;
}
