import type { DemoPerson } from '#demo/accounts.ts';
import { people } from '#demo/accounts.ts';
import { idOf, pick, streamOf, uuidOf, whole } from './random.ts';
import type { Place, TrailRecord } from './types.ts';

/** Who makes a call: a person through their role, a service through its own role, an IAM user, or the root of the account. */
export type Actor =
  | { person: DemoPerson }
  | { service: string; role: string; session?: string }
  | { user: string }
  | { workload: string; session: string }
  | { root: true };

export type Call = {
  seed: string;
  place: Place;
  at: number;
  actor: Actor;
  /** 'sagemaker', 'monitoring', 'application-autoscaling' … without `.amazonaws.com`. */
  source: string;
  name: string;
  /** The API's members in the API's own spelling; the record lowers their first letters. null: a call without parameters. */
  request: Record<string, unknown> | null;
  /** Left out of reads, as CloudTrail leaves it out. */
  response?: Record<string, unknown> | null;
  readOnly?: boolean;
  error?: { code: string; message: string };
  /** Tells calls apart that share time, name and place. */
  discriminator?: string;
  /** Further fields of the record, such as resources, or overrides. */
  fields?: Record<string, unknown>;
};

const seconds = (at: number): string => `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`;

/** Members whose children are the caller's words, not the API's. */
const maps = new Set(['Environment', 'HyperParameters', 'RuntimeEnvironmentVariables']);

/** CloudTrail's spelling: the API's members with their first letter in lower case, at every depth. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      maps.has(key) ? child : lowered(child),
    ]),
  );
}

/** Sessions are opened anew every eight hours, each role's and person's at minutes of their own. */
const sessionMs = 8 * 3_600_000;

/** When the session began that somebody works in at a moment. */
function sessionBegan(role: string, session: string, at: number): number {
  const offset = whole(streamOf(role, session), 40, sessionMs / 60_000) * 60_000;
  return Math.floor((at - offset) / sessionMs) * sessionMs + offset;
}

export type Credentials = { began: number; key: string; sourceIdentity?: string };

/** A session of a role that began at a moment, signed with its own key. */
export function roleSession(place: Place, role: string, session: string, { began, key, sourceIdentity }: Credentials) {
  const principal = `AROA${idOf(17, place.account, role)}`;
  const path = role.startsWith('AWSReservedSSO_')
    ? 'aws-reserved/sso.amazonaws.com/'
    : role.startsWith('AWSServiceRoleFor')
      ? 'aws-service-role/'
      : '';
  return {
    type: 'AssumedRole',
    principalId: `${principal}:${session}`,
    arn: `arn:aws:sts::${place.account}:assumed-role/${role}/${session}`,
    accountId: place.account,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal,
        arn: `arn:aws:iam::${place.account}:role/${path}${role}`,
        accountId: place.account,
        userName: role,
      },
      attributes: { creationDate: seconds(began), mfaAuthenticated: 'false' },
      ...(sourceIdentity ? { sourceIdentity } : {}),
    },
  };
}

export const keyOf = (...words: string[]): string => `ASIA${idOf(16, ...words)}`;

const assumedRole = (place: Place, role: string, session: string, at: number) => {
  const began = sessionBegan(role, session, at);
  return roleSession(place, role, session, { began, key: keyOf(place.account, role, session, seconds(began)) });
};

/** CloudTrail's userIdentity of an actor at a moment. */
function userIdentity(actor: Actor, place: Place, at: number): Record<string, unknown> {
  if ('person' in actor) return assumedRole(place, people[actor.person].role, actor.person, at);
  if ('workload' in actor) return assumedRole(place, actor.workload, actor.session, at);
  if ('service' in actor) {
    return { ...assumedRole(place, actor.role, actor.session ?? actor.service, at), invokedBy: `${actor.service}.amazonaws.com` };
  }
  if ('user' in actor) {
    return {
      type: 'IAMUser',
      principalId: `AIDA${idOf(17, place.account, actor.user)}`,
      arn: `arn:aws:iam::${place.account}:user/${actor.user}`,
      accountId: place.account,
      accessKeyId: `AKIA${idOf(16, place.account, actor.user)}`,
      userName: actor.user,
    };
  }
  return {
    type: 'Root',
    principalId: place.account,
    arn: `arn:aws:iam::${place.account}:root`,
    accountId: place.account,
    accessKeyId: '',
    sessionContext: { attributes: { creationDate: seconds(at - 240_000), mfaAuthenticated: 'false' } },
  };
}

const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
] as const;

/** From where and with what an actor calls: pipelines by CLI from a fixed address, people from the console. */
function origin(call: Call): Record<string, unknown> {
  const { actor } = call;
  if ('service' in actor)
    return { sourceIPAddress: `${actor.service}.amazonaws.com`, userAgent: `${actor.service}.amazonaws.com` };
  const person = 'person' in actor ? actor.person : 'user' in actor ? actor.user : 'workload' in actor ? actor.session : 'root';
  const inConsole = 'root' in actor || ('person' in actor && people[actor.person].role.startsWith('AWSReservedSSO_'));
  const home = streamOf('address', person);
  return {
    sourceIPAddress: inConsole ? `198.51.100.${1 + whole(home, 0, 254)}` : `203.0.113.${1 + whole(home, 0, 254)}`,
    userAgent: inConsole
      ? pick(browsers, home, 1)
      : `aws-cli/2.31.38 md/awscrt#0.28.4 ua/2.1 os/linux#6.8.0-1039-aws md/arch#x86_64 lang/python#3.13.9 md/pyimpl#CPython md/command#${call.source}.${kebab(call.name)}`,
    ...(inConsole ? { sessionCredentialFromConsole: 'true' } : {}),
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: hostOf(call.source, call.place.region),
    },
  };
}

const hostOf = (source: string, region: string): string =>
  source === 'iam' ? 'iam.amazonaws.com' : `${source === 'sagemaker' ? 'api.sagemaker' : source}.${region}.amazonaws.com`;

const isRead = (name: string): boolean => /^(Describe|List|Get|Lookup|BatchGet|Search|Filter|Head)/.test(name);

/** One CloudTrail record, version 1.11, of one call. The same call is the same record, its eventID included. */
export function trailRecord(call: Call): TrailRecord {
  const { place, at } = call;
  const readOnly = call.readOnly ?? isRead(call.name);
  const words = [call.seed, place.account, place.region, call.source, call.name, Math.floor(at / 1000), call.discriminator ?? ''];
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call.actor, place, at),
    eventTime: seconds(at),
    eventSource: `${call.source}.amazonaws.com`,
    eventName: call.name,
    awsRegion: place.region,
    ...origin(call),
    ...(call.error ? { errorCode: call.error.code, errorMessage: call.error.message } : {}),
    requestParameters: call.request && (lowered(call.request) as Record<string, unknown>),
    responseElements: readOnly || call.error || !call.response ? null : (lowered(call.response) as Record<string, unknown>),
    requestID: uuidOf('request', ...words),
    eventID: uuidOf('event', ...words),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: place.account,
    eventCategory: 'Management',
    ...call.fields,
  };
}
