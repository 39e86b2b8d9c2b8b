import { networkOf } from '#lib/audit/detections/network.ts';
import type { Attribute } from '#lib/audit/search/attribute.ts';
import { firstMoments } from '#lib/audit/search/pairs.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type AuditAsk, searching } from './audit.ts';
import { withoutOthers } from './person-names.ts';
import { withPseudonyms } from './pseudonyms.ts';

/** What can be new: a parameter of the filter by which its events are found, but for networks. */
export type FirstOf = 'who' | 'through' | 'action' | 'ip' | 'network' | 'account' | 'region' | 'vpce';

/** Something that all stored events before `at` do not say together with the rest of the filter. Epoch ms. */
export type First = {
  of: FirstOf;
  value: string;
  at: number /** Of an action: whether it changes something. */;
  isWrite: boolean;
};

export type Firsts = {
  rows: First[];
  /** Actions that only read, which are counted and not listed. */
  reads: number;
  hasMore: boolean;
};

const mostFirsts = 60;

/** By text: the least of the moments of ids that say it. */
function byText(attribute: Attribute, moments: Float64Array, textOf: (value: string) => string | null = (value) => value) {
  const firsts = new Map<string, number>();
  for (let id = 0; id < moments.length; id += 1) {
    const at = moments[id] as number;
    const text = Number.isFinite(at) ? textOf(attribute.valueOf(id) ?? '') : null;
    if (text) firsts.set(text, Math.min(firsts.get(text) ?? Number.POSITIVE_INFINITY, at));
  }
  return firsts;
}

/** What was seen within the window for the first time, among all that is stored; the newest first. */
export async function listFirsts(scope: TeamScope, ask: AuditAsk): Promise<Firsts> {
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const { actor, call, origin } = words;
  const sizes = { actor: actor.who.size, call: call.action.size, origin: origin.ip.size };
  const moments = await firstMoments(chunks, { ...search(), from: 0 }, { sizes, breathe });
  const writes = new Set(
    Array.from({ length: call.mode.size }, (_, id) => (call.mode.valueOf(id) === 'write' ? call.action.valueOf(id) : undefined)),
  );
  const lists: [FirstOf, Map<string, number>][] = [
    ['who', byText(actor.who, moments.actor)],
    ['through', byText(actor.through, moments.actor)],
    ['account', byText(actor.account, moments.actor)],
    ['region', byText(call.region, moments.call)],
    ['action', byText(call.action, moments.call)],
    // Addresses of a known network are nothing new; what has none, such as a service's name, stands for itself.
    ['network', byText(origin.ip, moments.origin, networkOf)],
    ['ip', byText(origin.ip, moments.origin, (value) => (networkOf(value) ? null : value))],
    ['vpce', byText(origin.vpce, moments.origin)],
  ];
  // What is asked for is no news; an address that is asked for is in its network.
  const isAsked = (of: FirstOf): boolean => ask.filter.values[of === 'network' ? 'ip' : of] !== undefined;
  const all = lists
    .filter(([of]) => !isAsked(of))
    .flatMap(([of, firsts]) =>
      [...firsts]
        .filter(([, at]) => at >= ask.from)
        .map(([value, at]): First => ({ of, value, at, isWrite: of === 'action' && writes.has(value) })),
    );
  const listed = all.filter(({ of, isWrite }) => of !== 'action' || isWrite);
  const told = await withPseudonyms(scope, listed);
  const people = told.filter(({ of }) => of === 'who').map(({ value }) => value);
  const shown = await withoutOthers(scope, people, ask.whom ?? { own: '' });
  const rows = told
    .filter(({ of, value }) => of !== 'who' || shown.has(value))
    .sort((a, b) => b.at - a.at || (a.value < b.value ? -1 : 1));
  return { rows: rows.slice(0, mostFirsts), reads: all.length - listed.length, hasMore: rows.length > mostFirsts };
}
