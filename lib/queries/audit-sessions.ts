import type { SessionChain } from '#lib/audit/sessions/hop.ts';
import { stitchSessions } from '#lib/audit/sessions/stitch.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { AuditAsk } from './audit.ts';
import { withoutOthers } from './person-names.ts';
import { Handovers } from './session-handovers.ts';
import { listLanes, type SessionWork, type WorkingLanes } from './session-lanes.ts';

export type AuditSessions = {
  /** Those with the newest events first. */
  chains: SessionChain[];
  /** What each session did in the window, by its lane's id. */
  work: ReadonlyMap<string, SessionWork>;
  /** The sessions of the filter's own events; others opened them, or were opened by them. */
  own: ReadonlySet<string>;
  /** Sessions of people whom the reader may not follow: they are left out. */
  hidden: number;
  /** How many the filter's events have; those of the newest events are shown. */
  found: number;
  /** There are more than were counted. */
  isCut: boolean;
};

const mostOwn = 60;
const mostLanes = 150;
const mostHops = 6;

/** Without sessions of people whom the reader may not follow. */
async function followed(scope: TeamScope, ask: AuditAsk, lanes: WorkingLanes): Promise<WorkingLanes> {
  const names = [...lanes.values()].flatMap(({ lane: { who, sourceIdentity } }) => [
    who,
    ...(sourceIdentity ? [sourceIdentity] : []),
  ]);
  const shown = await withoutOthers(scope, names, ask.whom ?? { own: '' });
  return new Map(
    [...lanes].filter(([, { lane }]) => shown.has(lane.who) && (lane.sourceIdentity === null || shown.has(lane.sourceIdentity))),
  );
}

const keysOf = (lanes: WorkingLanes): Set<string> =>
  new Set([...lanes.values()].flatMap(({ lane: { key } }) => (key ? [key] : [])));

/** The sessions that some others opened, or were opened by, as far as they have events in the window. */
async function nextLanes(scope: TeamScope, ask: AuditAsk, lanes: WorkingLanes, handovers: Handovers): Promise<WorkingLanes> {
  const keys = keysOf(lanes);
  const linked = handovers.of(keys).flatMap(({ issued, by }) => [issued, by.key]);
  const missing = [...new Set(linked)]
    .filter((key): key is string => key !== null && !keys.has(key))
    .slice(0, mostLanes - lanes.size);
  if (missing.length === 0) return new Map();
  const filter = { values: { key: missing }, excluded: {}, on: [], text: [] };
  const { lanes: found } = await listLanes(scope, { ...ask, filter });
  return new Map([...found].filter(([id]) => !lanes.has(id)));
}

/** The sessions that a filter's events were made in, stitched over the roles that were assumed, in whatever accounts. */
export async function listAuditSessions(scope: TeamScope, ask: AuditAsk): Promise<AuditSessions> {
  const { lanes: all, isCut } = await listLanes(scope, ask);
  const mine = await followed(scope, ask, all);
  const lanes: WorkingLanes = new Map([...mine].slice(0, mostOwn));
  const own = new Set(lanes.keys());
  const handovers = new Handovers(scope, ask);
  let hidden = all.size - mine.size;
  for (let hop = 0, fresh = lanes; hop < mostHops && fresh.size > 0 && lanes.size < mostLanes; hop += 1) {
    await handovers.find([...fresh.values()].map(({ lane }) => lane));
    const next = await nextLanes(scope, ask, lanes, handovers);
    fresh = await followed(scope, ask, next);
    hidden += next.size - fresh.size;
    for (const [id, one] of fresh) lanes.set(id, one);
  }
  const chains = stitchSessions(
    [...lanes.values()].map(({ lane }) => lane),
    handovers.alsoGuessed(keysOf(lanes)),
  );
  const newest = ({ hops }: SessionChain): number => Math.max(...hops.map(({ lane }) => lane.lastAt));
  return {
    chains: chains.toSorted((a, b) => newest(b) - newest(a)),
    work: new Map([...lanes].map(([id, { work }]) => [id, work])),
    ...{ own, hidden, found: mine.size, isCut },
  };
}
