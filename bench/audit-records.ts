import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import type { CallRow, Said } from './audit-call.ts';
import { callRows } from './audit-calls.ts';
import { Dice, weighted, zipf } from './audit-dice.ts';
import { type Place, vpcEndpoint } from './audit-names.ts';
import { mostKeys, type Principal, type PrincipalKind, principalsOf, regions } from './audit-principals.ts';

/** A CloudTrail record as a trail delivers it. `raw`: its JSON text; `at`: epoch ms of its eventTime. */
export type AuditRecord = { raw: string; account: string; region: string; at: number; eventId: string };

/** Epoch ms, `to` excluded. */
export type Span = { from: number; to: number };
export const month: Span = { from: Date.parse('2026-10-20T00:00:00Z'), to: Date.parse('2026-11-19T00:00:00Z') };

const errorShare = 0.025;
const elsewhereShare = 0.06;
/** A key of a session is used so long. */
const keyMs = 6 * hourMs;
/** By night there is a fifth of what there is by day. */
const rhythm = 0.67;
const jitterMs = 2 * minuteMs;

const kinds: readonly PrincipalKind[] = ['people', 'work', 'service'];
const menus = new Map(
  kinds.map((kind) => {
    const rows = callRows.filter(({ by }) => by.includes(kind));
    return [kind, { rows, draw: weighted(rows.map(({ weight }) => weight)) }] as const;
  }),
);

/** When the record with this share of all before it happens: more of them by day. */
function timeOf(share: number, { from, to }: Span): number {
  const at = from + share * (to - from);
  return at - ((rhythm * dayMs) / (2 * Math.PI)) * Math.sin(((at - from) / dayMs) * 2 * Math.PI);
}

/** The keys that a caller uses, and the text of who they are with each. */
class Keys {
  readonly #dice: Dice;
  readonly #used = new Map<number, { until: number; identity: string }>();

  constructor(seed: string) {
    this.#dice = new Dice('keys', seed);
  }

  identity(principal: Principal, at: number): string {
    const lane = principal.number * mostKeys + this.#dice.below(principal.keysAtOnce);
    const known = this.#used.get(lane);
    if (known && at < known.until) return known.identity;
    const createdAt = new Date(at - 1000 * (1 + this.#dice.below(3600)));
    const key = { accessKeyId: this.#dice.id(16), createdAt: secondsOf(createdAt) };
    const identity = principal.identity(key);
    this.#used.set(lane, { until: createdAt.getTime() + keyMs, identity });
    return identity;
  }
}

const secondsOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/** The members of a call that was refused; a caller without an ARN is AWS itself, and never is. */
function errorOf({ source, name }: CallRow, { arn }: Principal, dice: Dice): string {
  if (arn === null || dice.next() >= errorShare) return '';
  const kind = dice.below(10);
  if (kind < 6) {
    return `"errorCode":"AccessDenied","errorMessage":"User: ${arn} is not authorized to perform: ${source}:${name} because no identity-based policy allows the ${source}:${name} action",`;
  }
  return kind < 8
    ? '"errorCode":"ThrottlingException","errorMessage":"Rate exceeded",'
    : `"errorCode":"ValidationException","errorMessage":"Could not find what ${name} names.",`;
}

type Call = { row: CallRow; said: Said; principal: Principal; identity: string; place: Place; eventId: string };

/** AWS calls its own services in a caller's name, from no address. */
const isForwarded = ({ row, principal, place }: Call): boolean =>
  row.source === 'kms' && principal.kind === 'work' && place.dice.below(3) === 0;

const bare = (members: Record<string, unknown>): string => {
  const text = JSON.stringify(members).slice(1, -1);
  return text === '' ? '' : `${text},`;
};

function textOf(call: Call): string {
  const { row, said, principal, identity, place, eventId } = call;
  const { dice, region } = place;
  const error = errorOf(row, principal, dice);
  const via = isForwarded(call) ? 'sagemaker.amazonaws.com' : null;
  const isOwn = via !== null || principal.arn === null;
  const host = `${row.source}.${region}.amazonaws.com`;
  const tls = isOwn
    ? ''
    : `,"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"${host}"}`;
  const endpoint =
    !isOwn && principal.kind === 'work' && dice.below(4) === 0
      ? `"vpcEndpointId":"${vpcEndpoint(principal.account, region, row.source)}",`
      : '';
  const response = error === '' && said.response ? JSON.stringify(said.response) : 'null';
  const resources = said.resources ? `"resources":${JSON.stringify(said.resources)},` : '';
  return (
    `{"eventVersion":"1.11","userIdentity":{${identity}${via ? `,"invokedBy":"${via}"` : ''}},"eventTime":"${place.time}",` +
    `"eventSource":"${row.source}.amazonaws.com","eventName":"${row.name}","awsRegion":"${region}",` +
    `"sourceIPAddress":"${via ?? dice.pick(principal.addresses)}","userAgent":"${via ?? principal.userAgent}",${error}` +
    `"requestParameters":${JSON.stringify(said.request)},"responseElements":${response},${said.more ? bare(said.more) : ''}` +
    `"requestID":"${dice.uuid()}","eventID":"${eventId}","readOnly":${row.isRead},${resources}"eventType":"AwsApiCall",` +
    `"managementEvent":${!row.isData},"recipientAccountId":"${principal.account}",${endpoint}"eventCategory":"${row.isData ? 'Data' : 'Management'}"${tls}}`
  );
}

/**
 * `count` records of an organization of 20 accounts in 8 Regions, one after the other in the order of time but for some minutes: what thousands of
 * callers do, few of them most of it. The same for the same words.
 * @param lane others of the same callers
 */
export function* recordsOf(seed: string, count: number, span: Span = month, lane = ''): Generator<AuditRecord> {
  const dice = new Dice('records', `${seed}${lane}`);
  const principals = principalsOf(seed);
  const caller = zipf(principals.length, 0.8);
  const keys = new Keys(`${seed}${lane}`);
  for (let index = 0; index < count; index += 1) {
    const principal = principals[caller(dice.next())] as Principal;
    const { rows, draw } = menus.get(principal.kind) as { rows: CallRow[]; draw: (share: number) => number };
    const row = rows[draw(dice.next())] as CallRow;
    const spread = timeOf(index / count, span) - dice.below(jitterMs);
    const at = Math.floor(Math.max(span.from, spread) / 1000) * 1000;
    const isElsewhere = dice.next() < elsewhereShare;
    const region = row.source === 'iam' ? 'us-east-1' : isElsewhere ? dice.pick(regions) : principal.region;
    const { account } = principal;
    const place = { dice, account, region, time: secondsOf(new Date(at)) };
    const eventId = dice.uuid();
    const raw = textOf({ row, principal, place, eventId, said: row.say(place), identity: keys.identity(principal, at) });
    yield { raw, account, region, at, eventId };
  }
}
