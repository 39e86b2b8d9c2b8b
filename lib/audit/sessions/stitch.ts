import { roleLabel } from '../principal.ts';
import type { Behind, Handover, Hop, Lane, Opener, SessionChain, Tie } from './hop.ts';

/** A session begins in the second in which it is opened; records write whole seconds, and clocks of services differ a little. */
const sameMomentMs = 2000;
/** Who signs in at the console is seen there before the first call of the session. */
const signInMs = 60_000;

/** The copies of one call, put together: what one of them withholds another may hold. */
type Handing = { handover: Handover; seenBy: string[]; isShared: boolean };

/** The copy in the caller's account says most of the caller, the one in the role's account may hold the key. */
function merged(copies: readonly Handover[]): Handing {
  const sorted = copies.toSorted((a, b) => Number(b.by.key !== null) - Number(a.by.key !== null) || a.at - b.at);
  const [best] = sorted as [Handover, ...Handover[]];
  const first = <T>(pick: (one: Handover) => T | null): T | null => sorted.map(pick).find((value) => value !== null) ?? null;
  return {
    handover: {
      ...best,
      role: first(({ role }) => role),
      sessionName: first(({ sessionName }) => sessionName),
      sourceIdentity: first(({ sourceIdentity }) => sourceIdentity),
      issued: first(({ issued }) => issued),
      issuedAs: first(({ issuedAs }) => issuedAs),
      expiresAt: first(({ expiresAt }) => expiresAt),
    },
    seenBy: [...new Set(copies.map(({ account }) => account))].toSorted(),
    // The key stands in another copy than the caller does: it is the shared ID that joins them.
    isShared: best.issued === null && copies.length > 1,
  };
}

function handingsOf(handovers: readonly Handover[]): Handing[] {
  const groups = Map.groupBy(handovers, ({ sharedEventId, account, eventId }) => sharedEventId ?? `${account} ${eventId}`);
  return [...groups.values()].map(merged);
}

const reservedRole = /:assumed-role\/AWSReservedSSO_/;
const isIdentityCenter = ({ through, signedBy }: Lane): boolean =>
  reservedRole.test(signedBy ?? '') || (through !== null && (roleLabel(through) !== through || through.startsWith('SSO ')));
/** AWS keeps the prefix for itself: the role’s service alone can assume it. */
const isServiceLinked = ({ through }: Lane): boolean => through !== null && /^AWSServiceRoleFor/.test(through);
/** Long-lived keys begin so; those of sessions with ASIA. */
const isLongLived = (lane: Lane): boolean => lane.userType === 'IAMUser' && !lane.key?.startsWith('ASIA');

function rootOf(lane: Lane): Opener | null {
  if (lane.userType === 'Root') return { kind: 'root', why: 'the root user signs in itself' };
  if (isLongLived(lane)) return { kind: 'root', why: 'a long-lived key of an IAM user: nothing had to be opened' };
  if (lane.userType === 'AWSService') return { kind: 'root', why: 'a service, which signs as itself' };
  if (isServiceLinked(lane)) return { kind: 'root', why: 'a service-linked role, which its service alone can assume' };
  if (isIdentityCenter(lane)) return { kind: 'root', why: 'Identity Center opened it for a person who signed in' };
  if (lane.userType === 'IdentityCenterUser') return { kind: 'root', why: 'a user of Identity Center, who signs in there' };
  return null;
}

/** What joins a handing to a session; null where nothing does. */
function tieOf(lane: Lane, { handover, isShared }: Handing): Tie | null {
  if (handover.issued !== null) return handover.issued === lane.key ? (isShared ? 'shared event' : 'key') : null;
  if (lane.beganAt === null || lane.signedBy === null) return null;
  const apart = lane.beganAt - handover.at;
  if (handover.eventName === 'ConsoleLogin')
    return handover.by.signedBy === lane.signedBy && Math.abs(apart) <= signInMs ? 'name and time' : null;
  const isNamed = handover.issuedAs
    ? handover.issuedAs === lane.signedBy
    : handover.role !== null && lane.signedBy.endsWith(`:assumed-role/${handover.role}/${handover.sessionName}`);
  return isNamed && Math.abs(apart) <= sameMomentMs ? 'name and time' : null;
}

const strength: readonly Tie[] = ['key', 'shared event', 'name and time'];

function openerOf(lane: Lane, handings: readonly Handing[]): Opener {
  const ties = handings.flatMap((handing) => {
    const tie = tieOf(lane, handing);
    return tie ? [{ tie, handing }] : [];
  });
  const [best, second] = ties.toSorted((a, b) => strength.indexOf(a.tie) - strength.indexOf(b.tie));
  // Two calls of one name in one second: which of them it was cannot be told.
  const isTold = best && (best.tie !== 'name and time' || second === undefined);
  if (isTold) return { kind: 'handed', tie: best.tie, handover: best.handing.handover, seenBy: best.handing.seenBy };
  const root = rootOf(lane);
  if (root) return root;
  if (best)
    return {
      kind: 'gap',
      why: 'several calls of this role and session name were made as it began: which one opened it cannot be told',
    };
  return {
    kind: 'gap',
    why:
      lane.userType === 'AWSAccount'
        ? 'another account called: its session stands in that account’s own records, which bear the same shared event ID'
        : lane.key === null
          ? 'its records say no access key, by which the call that opened it would be found'
          : 'the call that opened it is not among the events here: it was made in an account or at a time that is not collected, or is not yours to see',
  };
}

/** A call of whose caller nothing but the account is known: the rest stands in the caller's own trail. */
const isFromElsewhere = ({ by }: Handover): boolean => by.key === null && by.service === null && by.type === 'AWSAccount';

const isProvider = ({ by }: Handover): boolean => by.type === 'WebIdentityUser' || by.type === 'SAMLUser';

/** Who is behind a chain: what its first session proves by itself, else the source identity, else who opened it. */
function behindOf(hops: readonly Hop[]): Behind {
  const [{ lane, opener }] = hops as readonly [Hop, ...Hop[]];
  if (lane.userType === 'Root') return { name: lane.who, proof: 'root user' };
  if (lane.userType === 'IAMUser') return { name: lane.who, proof: 'IAM user' };
  if (lane.userType === 'AWSService' || isServiceLinked(lane)) return { name: lane.who, proof: 'service' };
  if (isIdentityCenter(lane) || lane.userType === 'IdentityCenterUser') return { name: lane.who, proof: 'Identity Center' };
  const named = hops.find((hop) => hop.lane.sourceIdentity !== null)?.lane.sourceIdentity;
  if (named) return { name: named, proof: 'source identity' };
  const handover = opener.kind === 'handed' ? opener.handover : null;
  if (handover?.by.service) return { name: handover.by.service, proof: 'service' };
  if (handover && isProvider(handover)) return { name: handover.by.who, proof: 'provider' };
  if (handover?.by.type === 'IAMUser') return { name: handover.by.who, proof: 'IAM user' };
  if (handover?.by.type === 'Root') return { name: 'root', proof: 'root user' };
  return { name: lane.who, proof: 'name only' };
}

const isProvedHop = ({ opener }: Hop): boolean =>
  opener.kind === 'root' || (opener.kind === 'handed' && opener.tie !== 'name and time' && !isFromElsewhere(opener.handover));

/**
 * Sessions stitched over the roles that they assumed, in one account or over many. What no key, shared event ID or second of
 * beginning ties together stays apart, though it bear the same name: a session's name is its caller's choice.
 * @param lanes each set of credentials once
 * @param handovers calls that handed credentials out; the same call may be there from two accounts
 * @returns chains by when they began, each hop behind the one that opened it
 */
export function stitchSessions(lanes: readonly Lane[], handovers: readonly Handover[]): SessionChain[] {
  const handings = handingsOf(handovers);
  const byKey = new Map(lanes.flatMap((lane) => (lane.key ? [[lane.key, lane.id] as const] : [])));
  const openers = new Map(lanes.map((lane) => [lane.id, openerOf(lane, handings)]));
  const parents = new Map<string, string>();
  for (const [id, opener] of openers) {
    const parent = opener.kind === 'handed' && opener.handover.by.key ? byKey.get(opener.handover.by.key) : undefined;
    if (parent !== undefined && parent !== id) parents.set(id, parent);
  }
  const children = Map.groupBy(lanes, ({ id }) => parents.get(id));
  const byBeginning = (list: readonly Lane[]): Lane[] => list.toSorted((a, b) => a.firstAt - b.firstAt || (a.id < b.id ? -1 : 1));
  const placed = new Set<string>();
  const walk = (lane: Lane, depth: number): Hop[] => {
    if (placed.has(lane.id)) return [];
    placed.add(lane.id);
    const own: Hop = {
      lane,
      depth,
      parent: depth === 0 ? null : (parents.get(lane.id) ?? null),
      opener: openers.get(lane.id) as Opener,
    };
    return [own, ...byBeginning(children.get(lane.id) ?? []).flatMap((child) => walk(child, depth + 1))];
  };
  // Keys that open each other in a circle are no work of AWS: each such circle begins with its first session.
  const first = [...byBeginning(children.get(undefined) ?? []), ...byBeginning(lanes)];
  return first
    .map((lane) => walk(lane, 0))
    .filter((hops) => hops.length > 0)
    .map((hops) => ({ behind: behindOf(hops), hops, isProved: hops.every(isProvedHop) }))
    .toSorted((a, b) => (a.hops[0]?.lane.firstAt ?? 0) - (b.hops[0]?.lane.firstAt ?? 0));
}

/** Where a chain goes on that is not here, in words; null where nothing is missing before its first session. */
export function missingBefore({ opener, parent }: Hop): string | null {
  if (opener.kind === 'gap') return opener.why;
  if (opener.kind === 'root' || parent !== null) return null;
  const { handover } = opener;
  if (isFromElsewhere(handover))
    return `it was opened from account ${handover.by.account ?? 'that the record does not name'}, of which the caller’s own record is not here`;
  return null;
}
