import { parseAlertFilter } from '#lib/alerts/filter.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { textAt } from '#lib/catalog/answer.ts';
import type { Database } from '#lib/db.ts';
import { listAlertCauses } from '#lib/queries/alert-causes.ts';
import { type AlertRecord, listAlerts } from '#lib/queries/alerts.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { type Cause, dueAt, isChange, isOf, type Must, mirrors } from './account-incidents.ts';
import { isWatched, type World, watchedFrom, watchedTo } from './account-world.ts';

export type Told = { cause: string; rule: string; name: string; lateMs: number | null };
/** `rank` 0: the change is not among the causes at all. */
type Ranked = { cause: string; rule: string; isOwn: boolean; rank: number; first: string };
export type Verdict = {
  /** What had to be told, and how long after it was due; null: never. */
  told: Told[];
  /** Alerts of what no incident struck. */
  wrong: string[];
  /** Of each incident, its alerts and in how many notifications they were told. */
  grouped: { cause: string; alerts: number; notifications: number }[];
  ranked: Ranked[];
};

/** Status of what failed by itself, in AWS's own words: executions and tuning jobs, which have no incident of their own. */
const describers: Readonly<Record<string, readonly [operation: string, input: string, status: string]>> = {
  tuning_job: ['DescribeHyperParameterTuningJob', 'HyperParameterTuningJobName', 'HyperParameterTuningJobStatus'],
  pipeline_execution: ['DescribePipelineExecution', 'PipelineExecutionArn', 'PipelineExecutionStatus'],
};

function hasFailed({ scenario, now }: World, { kind, name, arn, account, region }: AlertRecord): boolean {
  const [operation, input, status] = describers[kind] ?? [];
  if (!operation || !input || !status) return false;
  const handler = scenario.parts.map(({ operations }) => operations[`sagemaker.${operation}`]).find((one) => one !== undefined);
  const answer = handler?.({ [input]: kind === 'pipeline_execution' ? arn : name }, { account, region, now, scenario });
  return textAt(answer, status) === 'Failed';
}

const isSeen = ({ watches }: World, cause: Cause, must: Must): boolean =>
  isWatched(watches, cause, { from: watchedFrom(must) + minuteMs, to: watchedTo(must) - minuteMs });

function toldOf(cause: Cause, must: Must, alerts: readonly AlertRecord[]): Told {
  const own = alerts.filter((alert) => isOf(alert, cause) && alert.rule === must.rule && alert.name === must.name);
  const firedAt = Math.min(...own.map((alert) => alert.firedAt));
  return {
    cause: cause.what,
    rule: must.rule,
    name: must.name,
    lateMs: own.length === 0 ? null : Math.max(0, firedAt - dueAt(must)),
  };
}

async function countTold(db: Database, alerts: readonly AlertRecord[]): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `select count(distinct (n.account, n.id))::int as count from notification n
     join notification_alert l on (l.account, l.notification) = (n.account, n.id)
     where n.step = 'fired' and l.alert = any($1)`,
    [alerts.map(({ id }) => id)],
  );
  return rows[0]?.count ?? 0;
}

async function rank(cause: Cause, alert: AlertRecord, now: number): Promise<Ranked | null> {
  const { change } = cause;
  if (change === null) return null;
  const { causes } = await listAlertCauses(systemScope(), alert, { now });
  const place = causes.findIndex(({ happening }) => isChange(change, happening)) + 1;
  const [first] = causes;
  return {
    ...{ cause: cause.what, rule: alert.rule, rank: place },
    isOwn: change.kind === alert.kind && change.name === alert.name,
    first: first
      ? `${first.happening.title} ${first.happening.name} ${(first.happening.at - alert.beganAt) / 1000} s, by ${first.happening.who}`
      : '',
  };
}

const said = ({ rule, name, firedAt, beganAt, sentence }: AlertRecord): string =>
  `${rule} ${name} ${sentence}, told ${new Date(firedAt).toISOString()}, began ${new Date(beganAt).toISOString()}`;

/** Holds what was told of a world against what the demo knows of it. */
export async function judgeWorld(db: Database, world: World): Promise<Verdict> {
  const { rows: alerts } = await listAlerts(systemScope(), {
    ...{ team: 'all', now: world.now, from: world.now - 7 * dayMs, filter: parseAlertFilter({}) },
  });
  const seen = world.causes.flatMap((cause) => {
    const must = cause.must.filter((one) => isSeen(world, cause, one));
    return must.length === 0 ? [] : [{ cause, must, own: alerts.filter((alert) => isOf(alert, cause)) }];
  });
  const verdict: Verdict = {
    told: seen.flatMap(({ cause, must }) => must.map((one) => toldOf(cause, one, alerts))),
    wrong: alerts
      .filter((alert) => !world.causes.some((cause) => isOf(alert, cause) || mirrors(alert, cause)) && !hasFailed(world, alert))
      .map(said),
    grouped: [],
    ranked: [],
  };
  for (const { cause, own } of seen) {
    verdict.grouped.push({ cause: cause.what, alerts: own.length, notifications: await countTold(db, own) });
    for (const alert of own) {
      const ranked = await rank(cause, alert, world.now);
      if (ranked) verdict.ranked.push(ranked);
    }
  }
  return verdict;
}
