import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { canonicalJson } from './canonical.ts';
import { type Principal, principalOf } from './principal.ts';
import { type AuditResult, resultOf } from './result.ts';
import { issuedBy, sessionOf } from './session.ts';
import { aboutOf } from './targets.ts';
import { flagAt, isObject, type Loose, objectAt, textAt } from './text.ts';

/** A CloudTrail record as typed columns. The record itself stands beside it, verbatim. */
export type ParsedEvent = Omit<Principal, 'arn'> & {
  account: string;
  eventId: string;
  at: Date;
  region: string;
  eventSource: string;
  eventName: string;
  eventType: string | null;
  category: string | null;
  readOnly: boolean | null;
  principalArn: string | null;
  sourceIp: string | null;
  userAgent: string | null;
  vpcEndpoint: string | null;
  tlsVersion: string | null;
  result: AuditResult;
  errorCode: string | null;
  errorMessage: string | null;
  targets: string[];
  resources: ResourceKey[];
  sourceIdentity: string | null;
  /** The Identity Center user on whose behalf it acts. */
  identityUser: string | null;
  mfa: boolean | null;
  /** When its session began, as the record writes it. */
  beganAt: string | null;
  /** The access key that the call handed out. */
  issued: string | null;
};

export type Parsed = { ok: true; event: ParsedEvent } | { ok: false; reason: string };

const instant = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:?\d\d)?$/;

/** CloudTrail's time, also with fractions and with a space for the T; without a zone it is UTC, as CloudTrail's always is. */
function instantOf(text: string): Date | null {
  const [, day, time, zone] = instant.exec(text.trim()) ?? [];
  const at = new Date(`${day}T${time}${zone ?? 'Z'}`);
  return Number.isNaN(at.getTime()) || at.getTime() < 0 ? null : at;
}

/** Envelopes carry the record in `detail` (EventBridge) or as a string in `CloudTrailEvent` (LookupEvents). */
function unwrap(value: Loose): Loose {
  if (typeof value.eventName === 'string') return value;
  if (typeof value.CloudTrailEvent === 'string') {
    const inner: unknown = JSON.parse(value.CloudTrailEvent);
    if (isObject(inner)) return inner;
  }
  return isObject(value.detail) ? value.detail : value;
}

/** The partitions of stored events are bounded: what claims another year is no event of AWS. */
const years = { first: 2006, last: 2099 };
const isOfAws = (at: Date): boolean => at.getUTCFullYear() >= years.first && at.getUTCFullYear() <= years.last;

const accountPattern = /^\d{12}$/;

/** The account whose trail recorded it. Records before version 1.02 name only the caller's. */
function accountOf(record: Loose, fallback: string | undefined): string | null {
  const candidates = [
    textAt(record, 'recipientAccountId'),
    fallback ?? null,
    textAt(objectAt(record, 'userIdentity'), 'accountId'),
  ];
  return candidates.find((id) => id !== null && accountPattern.test(id)) ?? null;
}

const missing = (what: string): Parsed => ({ ok: false, reason: `The record has no ${what}.` });

function fromObject(record: Loose, fallback: string | undefined): Parsed {
  const eventId = textAt(record, 'eventID', 300);
  const time = textAt(record, 'eventTime');
  const eventName = textAt(record, 'eventName');
  const eventSource = textAt(record, 'eventSource');
  const account = accountOf(record, fallback);
  if (!eventName) return missing('eventName');
  if (!eventSource) return missing('eventSource');
  if (!eventId) return missing('eventID, so it cannot be told from its copies');
  if (eventId.length > 128) return { ok: false, reason: 'The eventID is longer than 128 characters.' };
  if (!time) return missing('eventTime');
  const at = instantOf(time);
  if (!at) return { ok: false, reason: `eventTime ${JSON.stringify(time)} is not a time.` };
  if (!isOfAws(at))
    return { ok: false, reason: `eventTime ${JSON.stringify(time)} is not of the years ${years.first} to ${years.last}.` };
  if (!account) return missing('recipientAccountId of twelve digits');
  const region = textAt(record, 'awsRegion', 64) ?? 'global';
  const { arn, ...principal } = principalOf(objectAt(record, 'userIdentity'));
  return {
    ok: true,
    event: {
      account,
      eventId,
      at,
      region,
      eventSource,
      eventName,
      eventType: textAt(record, 'eventType', 64),
      category: textAt(record, 'eventCategory', 64),
      readOnly: flagAt(record, 'readOnly'),
      ...principal,
      principalArn: arn,
      sourceIp: textAt(record, 'sourceIPAddress'),
      userAgent: textAt(record, 'userAgent', 1024),
      vpcEndpoint: textAt(record, 'vpcEndpointId', 128),
      tlsVersion: textAt(objectAt(record, 'tlsDetails'), 'tlsVersion', 32),
      result: resultOf(record),
      errorCode: textAt(record, 'errorCode'),
      errorMessage: textAt(record, 'errorMessage', 2048),
      ...aboutOf(record, { account, region, eventSource, eventName }),
      ...sessionOf(record),
      issued: issuedBy(record),
    },
  };
}

/**
 * Reads one CloudTrail record, bare or in an EventBridge or LookupEvents envelope. Never throws.
 * @param raw the JSON text as delivered
 * @param account the account it was read from, for records that do not say
 */
export function parseRecord(raw: string, account?: string): Parsed {
  try {
    const value: unknown = JSON.parse(raw);
    if (!isObject(value)) return { ok: false, reason: 'Not a JSON object.' };
    // An EventBridge envelope names the account that its bus is in.
    return fromObject(unwrap(value), account ?? textAt(value, 'account') ?? undefined);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : 'unreadable';
    return { ok: false, reason: `Not JSON: ${(why ?? '').slice(0, 200).toWellFormed().replaceAll('\u0000', '\uFFFD')}` };
  }
}

/** The record that a delivered text holds, out of the envelope it may have come in; null where it holds none. Never throws. */
export function recordIn(raw: string): Loose | null {
  try {
    const value: unknown = JSON.parse(raw);
    return isObject(value) ? unwrap(value) : null;
  } catch {
    return null;
  }
}

/** Whether two texts hold the same record, whatever envelope, order or spacing it came in. */
export function isSameRecord(left: string, right: string): boolean {
  if (left === right) return true;
  const inner = (raw: string): string => {
    const value: unknown = JSON.parse(raw);
    return canonicalJson(isObject(value) ? unwrap(value) : value);
  };
  try {
    return inner(left) === inner(right);
  } catch {
    return false;
  }
}
