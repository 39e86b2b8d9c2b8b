import { refusedCall } from '#lib/audit/activity/refused-call.ts';
import { firstMoments } from '#lib/audit/search/pairs.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { ActivityRefusal } from './activity.ts';
import { type AuditAsk, searching } from './audit.ts';

/**
 * When calls that were refused or failed went well for the first time after it, epoch ms, by `refusedCall`; what did not is not there. Another
 * object may have been asked for. null: the filter asks for refusals alone, so that nothing else is in it.
 */
export async function findAllowedLater(
  scope: TeamScope,
  ask: AuditAsk,
  refusals: readonly ActivityRefusal[],
): Promise<Map<string, number> | null> {
  if (ask.filter.values.error || ask.filter.values.result) return null;
  const found = new Map<string, number>();
  if (refusals.length === 0) return found;
  const { chunks, words, search, breathe } = await searching(scope, ask);
  const { call, outcome } = words;
  const lastAt = new Map<string, number>();
  for (const one of refusals) lastAt.set(refusedCall(one), Math.max(lastAt.get(refusedCall(one)) ?? 0, one.lastAt));
  const keyOf = (id: number): string =>
    refusedCall({ service: call.service.valueOf(id) ?? '', action: call.action.valueOf(id) ?? '' });
  const moments = Float64Array.from({ length: call.action.size }, (_, id) => lastAt.get(keyOf(id)) ?? Number.POSITIVE_INFINITY);
  const asked = search();
  const ok = {
    words: [{ column: 'outcome', ids: outcome.result.ids(JSON.stringify(['is', 'ok']), (result) => result === 'ok') }],
  } as const;
  const firsts = await firstMoments(
    chunks,
    { ...asked, from: Math.min(...lastAt.values()), clauses: [...asked.clauses, ok] },
    { sizes: { call: call.action.size }, after: { column: 'call', moments }, breathe },
  );
  firsts.call.forEach((at, id) => {
    if (Number.isFinite(at)) found.set(keyOf(id), Math.min(found.get(keyOf(id)) ?? at, at));
  });
  return found;
}
