import type { Absence } from '#lib/catalog/absence.ts';
import type { AlertRuleId } from '#lib/catalog/alert-rules.ts';
import type { EndpointRuleId } from '#lib/catalog/health.ts';
import type { RuleResult } from '#lib/metrics/health.ts';
import type { Blind } from './coverage.ts';
import { unread, watched } from './endpoint-readings.ts';

/** What this kind of endpoint has not, or AWS tells elsewhere: no rule of it watches that. */
const foreign: ReadonlySet<Absence> = new Set(['not_published', 'published_elsewhere', 'retired']);
const noLimitYet = 'Too little was read to say what is usual: it takes two hours of calls.';

type Watch = { rule: AlertRuleId; blind: Blind | null };

function blindOf(result: RuleResult | undefined, isLatencyKnown: boolean): Blind | null {
  if (!result) return { absence: 'not_collected', why: null };
  if (result.word === 'unknown') return { absence: result.absence ?? 'not_collected', why: null };
  if (result.absence !== null && (unread.has(result.absence) || result.absence === 'not_enabled')) {
    return { absence: result.absence, why: null };
  }
  return result.id === 'latency' && !isLatencyKnown ? { absence: 'late', why: noLimitYet } : null;
}

/**
 * The catalogue's rules that watch an endpoint, by the rules of its health, and why one of them cannot be judged now. `isLatencyKnown`: there is a
 * limit of its own for p99. Without a look at its metrics only its status can be judged.
 */
export function endpointWatch(results: readonly RuleResult[], { isLatencyKnown }: { isLatencyKnown: boolean }): Watch[] {
  const of = (id: EndpointRuleId): RuleResult | undefined => results.find((one) => one.id === id);
  const read = of('read');
  const isUnread = read?.word === 'unknown';
  return Object.entries(watched).flatMap(([rule, id]): Watch[] => {
    const result = of(id);
    if (result && result.absence !== null && foreign.has(result.absence)) return [];
    const own = blindOf(result, isLatencyKnown);
    const blind = isUnread && id !== 'status' ? { absence: read.absence ?? 'not_collected', why: null } : own;
    return [{ rule: rule as AlertRuleId, blind }];
  });
}
