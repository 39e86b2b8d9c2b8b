import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { staleAfterMs } from '#lib/alerts/own-verdict.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { settledEnd, type Window } from '#lib/metrics/windows.ts';
import { endOf, type Read } from './own-seen.ts';
import type { Watched } from './own-series.ts';
import { followSteps } from './own-steps.ts';
import { burnDepth, followSums } from './own-sums.ts';
import { followWeeks } from './own-weeks.ts';
import { listReach, settledOf } from './reach.ts';

type Watching = { rule: OwnRule; series: readonly Watched[] };
type Followed = Record<'anomalies' | 'sums' | 'weeks', Set<number>>;
type Stored = Omit<Read, 'answered'> & { followed: Followed };

/** Series of the rules of one kind of test, each once. What was read too long ago is judged by nothing, and not followed meanwhile. */
function seriesOf(watching: readonly Watching[], kind: OwnRule['test']['kind'], stored: Stored): Watched[] {
  const mine = watching.filter(({ rule }) => rule.test.kind === kind);
  const fresh = mine.flatMap(({ rule, series }) =>
    series.filter((one) => stored.now - endOf(one, rule.test, stored) <= staleAfterMs),
  );
  return [...new Map(fresh.map((one) => [one.id, one])).values()];
}

async function followBurns(scope: TeamScope, watching: readonly Watching[], stored: Stored): Promise<Map<number, Window[]>> {
  const depth = burnDepth(watching.map(({ rule }) => rule));
  if (depth === null) return new Map();
  const series = seriesOf(watching, 'burn', stored);
  const ids = series.map(({ id }) => id);
  const answered = new Map((await listReach(scope, ids, 3600)).map((one) => [one.id, settledOf(one)]));
  const { now, hours, watch } = stored;
  await followSums(scope, series, { sums: watch.sums, now, depth, hours, settledOf: (id) => answered.get(id) ?? [] });
  return answered;
}

async function followChanges(scope: TeamScope, watching: readonly Watching[], stored: Stored): Promise<void> {
  const weeks = watching.flatMap(({ rule: { test } }) => (test.kind === 'change' ? test.weeks : []));
  if (weeks.length === 0) return;
  const series = seriesOf(watching, 'change', stored);
  const { watch, now } = stored;
  await followWeeks(scope, series, { blocks: watch.weeks, endsAt: settledEnd(now), weeks: Math.max(...weeks) });
}

/**
 * Brings what is held of the past up to now, for the rules of one kind of resource, and notes whose it is. @returns what was answered of series whose
 * sums are held, by their ids
 */
export async function followOwn(
  scope: TeamScope,
  watching: readonly Watching[],
  stored: Stored,
): Promise<ReadonlyMap<number, readonly Window[]>> {
  const { reach, now, watch, followed } = stored;
  for (const { rule, series } of watching) {
    if (rule.test.kind === 'anomaly') await followSteps(scope, series, { reach, now, watch: watch.anomalies });
  }
  const answered = await followBurns(scope, watching, stored);
  await followChanges(scope, watching, stored);
  const kinds = { anomaly: followed.anomalies, burn: followed.sums, change: followed.weeks } as const;
  for (const { rule, series } of watching) {
    const { kind } = rule.test;
    const noted = kind === 'anomaly' || kind === 'burn' || kind === 'change' ? kinds[kind] : null;
    for (const { id } of series) noted?.add(id);
  }
  return answered;
}
