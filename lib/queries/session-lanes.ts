import { type PairTally, tallyPairs } from '#lib/audit/search/pairs.ts';
import type { Lane } from '#lib/audit/sessions/hop.ts';
import { systemScope, type TeamScope } from '#lib/auth/scope.ts';
import { marksOf } from './activity.ts';
import { type AuditAsk, searching } from './audit.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { walled } from './walled.ts';

/** What a session did in the window. `bins`: marks (lib/audit/search/pairs) of equal stretches of the window. */
export type SessionWork = Pick<PairTally, 'events' | 'reads' | 'writes' | 'denied' | 'failed' | 'bins'>;
export type WorkingLane = { lane: Lane; work: SessionWork };
/** By the lanes' ids, those with the newest events first. */
export type WorkingLanes = Map<string, WorkingLane>;

const mostPairs = 4000;
export const sessionBins = 240;

type Signed = {
  accessKeyId: string | null;
  sourceIdentity: string | null;
  identityUser: string | null;
  mfa: boolean | null;
  beganAt: string | null;
};
type Actor = { account: string; who: string; through: string | null; userType: string | null; signedBy: string | null };

/** Words by their ids. They are of events that the scope sees, which is why they may be read without its wall. */
async function wordsOf<Word extends object>(table: 'session' | 'actor', columns: string, ids: readonly number[]) {
  const { rows } = await walled<Word & { id: number }>(systemScope(), {
    name: `q:words of ${table}s`,
    text: `select id, ${columns} from audit_${table} where id = any($1)`,
    values: [[...new Set(ids)]],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

const signedColumns = `access_key_id as "accessKeyId", source_identity as "sourceIdentity", identity_user as "identityUser", mfa, began_at as "beganAt"`;
const actorColumns = `account, who, through, user_type as "userType", principal_arn as "signedBy"`;

function laneOf(
  { accessKeyId: key, beganAt, ...signed }: Signed,
  { account, ...actor }: Actor,
  { firstAt, lastAt }: PairTally,
): Omit<Lane, 'id'> {
  const began = Date.parse(beganAt ?? '');
  return {
    key,
    accounts: [account],
    ...actor,
    ...signed,
    beganAt: Number.isNaN(began) ? null : began,
    ...{ firstAt, lastAt },
  };
}

const idOf = ({ key, accounts, who, through }: Omit<Lane, 'id'>): string => key ?? `${accounts[0]} ${who} ${through ?? ''}`;

const earlier = (a: number | null, b: number | null): number | null => (a === null || (b !== null && b < a) ? b : a);

/** The same key in another account, or by another word for its session. */
const joined = (known: WorkingLane, { lane, work }: WorkingLane): WorkingLane => ({
  lane: {
    ...known.lane,
    accounts: [...new Set([...known.lane.accounts, ...lane.accounts])].toSorted(),
    sourceIdentity: known.lane.sourceIdentity ?? lane.sourceIdentity,
    beganAt: earlier(known.lane.beganAt, lane.beganAt),
    firstAt: Math.min(known.lane.firstAt, lane.firstAt),
    lastAt: Math.max(known.lane.lastAt, lane.lastAt),
  },
  work: {
    events: known.work.events + work.events,
    reads: known.work.reads + work.reads,
    writes: known.work.writes + work.writes,
    denied: known.work.denied + work.denied,
    failed: known.work.failed + work.failed,
    bins: known.work.bins.map((bin, index) => bin | (work.bins[index] ?? 0)),
  },
});

/** The sessions of a filter's events, with what they did. @returns whether there are more, whose events are older */
export async function listLanes(scope: TeamScope, ask: AuditAsk): Promise<{ lanes: WorkingLanes; isCut: boolean }> {
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const plan = { left: 'session', right: 'actor', ...marksOf(words), bins: sessionBins, most: mostPairs, breathe } as const;
  const { tallies, isCut } = await tallyPairs(chunks, search(), plan);
  const sessions = await wordsOf<Signed>(
    'session',
    signedColumns,
    tallies.map(({ left }) => left),
  );
  const actors = await wordsOf<Actor>(
    'actor',
    actorColumns,
    tallies.map(({ right }) => right),
  );
  const found = tallies.flatMap((tally) => {
    const [session, actor] = [sessions.get(tally.left), actors.get(tally.right)];
    if (!session || !actor) return [];
    const [{ id: _, ...signed }, { id: __, ...own }] = [session, actor];
    return [{ lane: laneOf(signed, own, tally), work: tally }];
  });
  // An id without a key is made of names, and so of those under which people are shown.
  const told = await withPseudonyms(
    scope,
    found.map(({ lane }) => lane),
  );
  const both = told.flatMap((lane, index): WorkingLane[] => {
    const work = found[index]?.work;
    return work ? [{ lane: { id: idOf(lane), ...lane }, work }] : [];
  });
  const lanes: WorkingLanes = new Map();
  for (const one of both.toSorted((a, b) => b.lane.lastAt - a.lane.lastAt)) {
    const known = lanes.get(one.lane.id);
    lanes.set(one.lane.id, known ? joined(known, one) : one);
  }
  return { lanes, isCut };
}
