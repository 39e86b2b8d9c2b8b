import type { TeamScope } from '#lib/auth/scope.ts';
import type { ExportRow } from './csv.ts';
import type { ExportAsk, ExportTable } from './exports.ts';
import { getSpend, type Spend, type Usd } from './spend.ts';
import { listTeamSpend } from './team-spend.ts';

/** Downloads of the page of spend: the UTC month of the moment asked. */

const told = <Row extends Usd>({ metric, statistic, ...row }: Row) => ({
  ...row,
  usd_five_statistics_as_one: metric,
  usd_every_statistic: statistic,
});

const of =
  (rows: (spend: Spend) => readonly ExportRow[]): ExportTable =>
  async (scope: TeamScope, { now }: ExportAsk) => [...rows(await getSpend(scope, now))];

const teams: ExportTable = async (scope, { team, now }) =>
  (await listTeamSpend(scope, { team, now })).map(({ ofSeries, ...row }) => told({ ...row, of_series: ofSeries }));

export const spendExports = {
  'spend-days': of(({ days }) => days.map(told)),
  'spend-accounts': of(({ places }) => places.map(told)),
  'spend-collectors': of(({ collectors }) => collectors.map(told)),
  'spend-teams': teams,
  'budget-steps': of(({ steps }) =>
    steps.map(({ at, step, budgetUsd, spentUsd, forecastUsd, usualUsd }) => ({
      since: new Date(at).toISOString(),
      step,
      budget_usd: budgetUsd ?? 'none',
      spent_usd: spentUsd,
      month_at_this_step_usd: forecastUsd,
      month_as_usual_usd: usualUsd,
    })),
  ),
} as const satisfies Record<string, ExportTable>;
