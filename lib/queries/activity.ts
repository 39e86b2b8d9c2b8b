import { networkOf } from '#lib/audit/detections/network.ts';
import type { Attribute } from '#lib/audit/search/attribute.ts';
import { marks, type PairTally, tallyPairs } from '#lib/audit/search/pairs.ts';
import { countWords, measureExtent } from '#lib/audit/search/scan.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type ActivityTarget, targetsOf } from './activity-targets.ts';
import { type AuditAsk, searching } from './audit.ts';
import type { Spoken } from './audit-index.ts';
import { withoutOthers } from './person-names.ts';
import { withPseudonyms } from './pseudonyms.ts';

export type Counted = { value: string; count: number };

/** Calls of one name to one service. Instants are epoch ms, of the window. */
export type ActivityAction = {
  service: string;
  action: string;
  isWrite: boolean;
  events: number;
  denied: number;
  failed: number;
  firstAt: number;
  lastAt: number;
};

/** What was not done: by action and error. */
export type ActivityRefusal = {
  service: string;
  action: string;
  result: string;
  error: string;
  count: number;
  firstAt: number;
  lastAt: number;
};

export type Activity = {
  /** `reads` and `writes` are of calls that went well. */
  figures: { events: number; reads: number; writes: number; denied: number; failed: number };
  /** Of the window, and of all that is stored. */
  firstAt: number | null;
  lastAt: number | null;
  everFirstAt: number | null;
  everLastAt: number | null;
  /** Since when events are stored that the scope sees. */
  storedFrom: number | null;
  /** Those that changed something first, then by how often. */
  actions: ActivityAction[];
  refusals: ActivityRefusal[];
  people: Counted[];
  /** How many people the reader may not follow are left out. */
  hiddenPeople: number;
  roles: Counted[];
  accounts: Counted[];
  addresses: Counted[];
  /** Of addresses, where they are any. */
  networks: Counted[];
  endpoints: Counted[];
  agents: Counted[];
  targets: ActivityTarget[];
};

/** Marks of calls and outcomes, by id. A call that says no kind counts as one that reads. */
export function marksOf({ call, outcome }: Spoken): { ofCall: Uint8Array; ofOutcome: Uint8Array } {
  const marked = (attribute: Attribute, of: (value: string | undefined) => number): Uint8Array =>
    Uint8Array.from({ length: attribute.size }, (_, id) => of(attribute.valueOf(id)));
  return {
    ofCall: marked(call.mode, (mode) => (mode === 'write' ? marks.write : marks.read)),
    ofOutcome: marked(outcome.result, (result) => (result === 'ok' ? 0 : result === 'denied' ? marks.denied : marks.failed)),
  };
}

const mostActions = 200;
const mostValues = 30;

function actionsOf({ call }: Spoken, tallies: readonly PairTally[]): ActivityAction[] {
  const actions = new Map<string, ActivityAction>();
  for (const tally of tallies) {
    const [service, action] = [call.service.valueOf(tally.left) ?? '', call.action.valueOf(tally.left) ?? ''];
    const key = `${service} ${action}`;
    const none = {
      service,
      action,
      isWrite: false,
      events: 0,
      denied: 0,
      failed: 0,
      firstAt: tally.firstAt,
      lastAt: tally.lastAt,
    };
    const known = actions.get(key) ?? none;
    actions.set(key, {
      ...known,
      isWrite: known.isWrite || call.mode.valueOf(tally.left) === 'write',
      events: known.events + tally.events,
      denied: known.denied + tally.denied,
      failed: known.failed + tally.failed,
      firstAt: Math.min(known.firstAt, tally.firstAt),
      lastAt: Math.max(known.lastAt, tally.lastAt),
    });
  }
  return [...actions.values()]
    .sort((a, b) => Number(b.isWrite) - Number(a.isWrite) || b.events - a.events || (a.action < b.action ? -1 : 1))
    .slice(0, mostActions);
}

function refusalsOf({ call, outcome }: Spoken, tallies: readonly PairTally[]): ActivityRefusal[] {
  const refusals = new Map<string, ActivityRefusal>();
  for (const tally of tallies.filter((one) => one.denied + one.failed > 0)) {
    const [service, action] = [call.service.valueOf(tally.left) ?? '', call.action.valueOf(tally.left) ?? ''];
    const [result, error] = [outcome.result.valueOf(tally.right) ?? '', outcome.error.valueOf(tally.right) ?? ''];
    const key = JSON.stringify([service, action, result, error]);
    const known = refusals.get(key);
    refusals.set(key, {
      ...{ service, action, result, error },
      count: (known?.count ?? 0) + tally.events,
      firstAt: Math.min(known?.firstAt ?? tally.firstAt, tally.firstAt),
      lastAt: Math.max(known?.lastAt ?? tally.lastAt, tally.lastAt),
    });
  }
  return [...refusals.values()].sort(
    (a, b) => Number(b.result === 'denied') - Number(a.result === 'denied') || b.count - a.count || b.lastAt - a.lastAt,
  );
}

const sumOf = (tallies: readonly PairTally[], of: 'events' | 'reads' | 'writes' | 'denied' | 'failed'): number =>
  tallies.reduce((sum, tally) => sum + tally[of], 0);

/** The most frequent values, without "nothing is said here". */
const mostOf = (attribute: Attribute, counts: Uint32Array): Counted[] =>
  attribute
    .most(counts, mostValues + 1)
    .filter(({ value }) => value !== '')
    .slice(0, mostValues);

function networksOf(ip: Attribute, counts: Uint32Array): Counted[] {
  const networks = new Map<string, number>();
  for (const [value, count] of ip.counts(counts)) {
    const network = networkOf(value);
    if (network) networks.set(network, (networks.get(network) ?? 0) + count);
  }
  const sorted = [...networks].map(([value, count]) => ({ value, count }));
  return sorted.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, mostValues);
}

const greatestObject = (chunks: Awaited<ReturnType<typeof searching>>['chunks']): number =>
  chunks.reduce((most, { object }) => Math.max(most, object.ids.at(-1) ?? 0), 0);

/** What a filter's events come to: what was done, from where, on what, and what was refused. People whom the reader may not follow are left out. */
export async function getActivity(scope: TeamScope, ask: AuditAsk): Promise<Activity> {
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const asked = search();
  const plan = { left: 'call', right: 'outcome', ...marksOf(words), bins: 0, most: 100_000, breathe } as const;
  const { tallies } = await tallyPairs(chunks, asked, plan);
  const { actor, origin } = words;
  const sizes = { actor: actor.who.size, origin: origin.ip.size, object: greatestObject(chunks) + 1 };
  const counts = await countWords(chunks, asked, { sizes, breathe });
  const none = new Uint32Array(0);
  const [actors, origins, objects] = [counts.actor ?? none, counts.origin ?? none, counts.object ?? none];
  const ever = await measureExtent(chunks, { ...asked, from: 0, to: 8e12 }, breathe);
  const all = await searching(scope, {
    team: ask.team,
    from: 0,
    to: 8e12,
    filter: { values: {}, excluded: {}, on: [], text: [] },
  });
  const stored = await measureExtent(all.chunks, all.search(), breathe);
  const targets = await targetsOf(scope, objects);
  const people = await withPseudonyms(scope, mostOf(actor.who, actors));
  const shown = await withoutOthers(
    scope,
    people.map(({ value }) => value),
    ask.whom ?? { own: '' },
  );
  const told = await withPseudonyms(scope, {
    figures: {
      events: sumOf(tallies, 'events'),
      reads: sumOf(tallies, 'reads'),
      writes: sumOf(tallies, 'writes'),
      denied: sumOf(tallies, 'denied'),
      failed: sumOf(tallies, 'failed'),
    },
    firstAt: tallies.length === 0 ? null : Math.min(...tallies.map(({ firstAt }) => firstAt)),
    lastAt: tallies.length === 0 ? null : Math.max(...tallies.map(({ lastAt }) => lastAt)),
    everFirstAt: ever.oldestAt,
    everLastAt: ever.newestAt,
    storedFrom: stored.oldestAt,
    actions: actionsOf(words, tallies),
    refusals: refusalsOf(words, tallies),
    roles: mostOf(actor.through, actors),
    accounts: mostOf(actor.account, actors),
    addresses: mostOf(origin.ip, origins),
    networks: networksOf(origin.ip, origins),
    endpoints: mostOf(origin.vpce, origins),
    agents: mostOf(origin.agent, origins),
  });
  return {
    ...told,
    people: people.filter(({ value }) => shown.has(value)),
    hiddenPeople: people.filter(({ value }) => !shown.has(value)).length,
    targets,
  };
}
