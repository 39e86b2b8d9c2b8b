import { systemScope } from '#lib/auth/scope.ts';
import { billingReadings, pricesReadOn } from '#lib/catalog/prices.ts';
import { usualPace } from '#lib/catalog/tiers.ts';
import { type Config, loadConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatDuration, formatMoney } from '#lib/format.ts';
import { type BudgetDecision, paceUnderBudget } from '#lib/metrics/budget.ts';
import { budgetSteps } from '#lib/metrics/budget-steps.ts';
import {
  assumed,
  assumedDemand,
  type EstimateRow,
  estimatePlace,
  type PlaceDemand,
  sumDemand,
  totalOf,
} from '#lib/metrics/estimate.ts';
import { type Month, monthOf } from '#lib/metrics/month.ts';
import { listDemand } from '#lib/queries/demand.ts';
import { clockFrom, hourMs } from '#lib/time.ts';
import { type Command, exitCodes, type Invocation } from '../command.ts';
import { type Column, textTable } from '../table.ts';

const columns: readonly Column<EstimateRow>[] = [
  { head: 'account', cell: ({ account }) => account },
  { head: 'Region', cell: ({ region }) => region },
  { head: 'collector', cell: ({ collector }) => collector },
  { head: 'what', cell: ({ what }) => what },
  { head: 'every', cell: ({ everyMs }) => (everyMs === null ? '' : formatDuration(everyMs)) },
  { head: 'metrics', cell: ({ round }) => round.metric, isNumber: true },
  { head: 'statistics', cell: ({ round }) => round.statistic, isNumber: true },
  { head: 'USD, five as one', cell: ({ usd }) => usd.metric.toFixed(2), isNumber: true },
  { head: 'USD, every one', cell: ({ usd }) => usd.statistic.toFixed(2), isNumber: true },
];

/** @throws TrailwatchError for what is no whole number */
function numberOf(options: Invocation['options'], name: string): number | null {
  const text = options[name];
  if (text === undefined) return null;
  if (typeof text === 'string' && /^\d{1,7}$/.test(text)) return Number(text);
  throw new TrailwatchError('invalid', `--${name} ${String(text)} is no number`, {
    mend: 'give a whole number from 0 to 9999999',
  });
}

const configOf = ({ options }: Invocation): Config =>
  loadConfig(typeof options.config === 'string' ? { ...process.env, TRAILWATCH_CONFIG: options.config } : process.env);

type Basis = { places: PlaceDemand[]; lines: string[] };

const share = `${100 * assumed.awakeShare} %`;
const perEndpoint = `${assumed.watched.statistic + assumed.others.statistic} series of ${assumed.watched.metric + assumed.others.metric} metrics`;

/** So many endpoints and jobs, spread evenly over the places of the configuration. */
function assumedPlaces(config: Config, asked: { endpoints: number; jobsADay: number }): Basis {
  const spots = config.accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
  if (spots.length === 0) spots.push({ account: 'any account', region: 'any Region' });
  const each = { endpoints: Math.ceil(asked.endpoints / spots.length), jobsADay: asked.jobsADay / spots.length };
  return {
    places: spots.map((spot) => ({ ...spot, demand: assumedDemand(each.endpoints), jobsADay: each.jobsADay })),
    lines: [
      `assumed: ${asked.endpoints} endpoints of ${perEndpoint} each, ${share} of them with traffic, and ${asked.jobsADay} jobs a day,`,
      `spread evenly over ${spots.length} accounts and Regions`,
    ],
  };
}

/** What the database knows of the configured places; what is assumed where it knows nothing, or where --endpoints says so. */
async function basisOf(invocation: Invocation, config: Config, now: number): Promise<Basis> {
  const endpoints = numberOf(invocation.options, 'endpoints');
  const jobsADay = numberOf(invocation.options, 'jobs-per-day');
  if (endpoints !== null || jobsADay !== null) {
    return assumedPlaces(config, { endpoints: endpoints ?? 0, jobsADay: jobsADay ?? 0 });
  }
  const known = await listDemand(systemScope(), now);
  const isConfigured = ({ account, region }: PlaceDemand): boolean =>
    config.accounts.length === 0 || config.accounts.some(({ id, regions }) => id === account && regions.includes(region));
  const places = known.filter(isConfigured);
  if (places.length > 0) return { places, lines: ['by the series that the database knows, at the usual pace of each tier'] };
  throw new TrailwatchError('invalid', 'the database knows no series of these accounts and Regions yet', {
    mend: 'say what to assume: trailwatch cost --endpoints 40 --jobs-per-day 200',
  });
}

/** What the budget would do over a whole month of it. */
function decisionOf(
  config: Config,
  { places }: Basis,
  { rows, month }: { rows: readonly EstimateRow[]; month: Month },
): BudgetDecision {
  const { byRequestUsd } = totalOf(rows);
  const jobsUsd = rows.filter(({ everyMs }) => everyMs === null).reduce((sum, row) => sum + row.usd.statistic, 0);
  return paceUnderBudget({
    ...{ budgetUsd: config.budget?.monthlyUsd ?? null, spentUsd: 0, now: month.from, usual: usualPace },
    ...{ demand: sumDemand(places.map(({ demand }) => demand)), reading: config.budget?.reading ?? 'statistic' },
    fixedUsdPerHour: ((byRequestUsd + jobsUsd) * hourMs) / (month.to - month.from),
  });
}

function* budgetLines(config: Config, decision: BudgetDecision): Generator<string> {
  const { budget } = config;
  if (!budget) {
    yield 'budget: none in the configuration, so nothing would be held back';
    return;
  }
  const { label, words } = budgetSteps[decision.step];
  const against = decision.step === 'usual' ? 'is enough for a whole month of it' : 'is not enough: the first step that fits';
  yield `budget: ${formatMoney(budget.monthlyUsd)} a month, counting ${billingReadings[budget.reading].words}, ${against}`;
  if (decision.step === 'usual') return;
  yield `  ${label.toLowerCase()}: ${words}`;
  yield `  a month of it at most ${formatMoney(decision.plannedUsd)} instead of ${formatMoney(decision.usualUsd)}`;
}

export const command: Command = {
  name: 'cost',
  summary: 'Say what a configuration costs a month in AWS calls, before it is saved, and what its budget would do',
  usage:
    'npm run trailwatch -- cost [--config FILE] [--endpoints N] [--jobs-per-day N] [--json]\nReckons with the series that the database knows, or with so many endpoints and jobs. Nothing is asked of AWS.\nExit status: 0 the budget is enough or there is none, 1 it would hold collection back, 2 the configuration is wrong.',
  options: { config: { type: 'string' }, endpoints: { type: 'string' }, 'jobs-per-day': { type: 'string' } },
  needs: ['database'],
  async run(invocation) {
    const { json, say, print } = invocation;
    database();
    const config = configOf(invocation);
    const now = clockFrom(process.env).now();
    const basis = await basisOf(invocation, config, now);
    const month = monthOf(now);
    const rows = basis.places.flatMap((place) => estimatePlace(place, { pace: usualPace, month }));
    const { usd } = totalOf(rows);
    const decision = decisionOf(config, basis, { rows, month });
    const { step, pace, plannedUsd } = decision;
    if (json)
      print({
        basis: basis.lines.join(' '),
        pricesReadOn,
        rows,
        totalUsd: usd,
        budget: config.budget ?? null,
        step,
        pace,
        plannedUsd,
      });
    else {
      for (const line of [...basis.lines, '', ...textTable(columns, rows), '']) say(line);
      say(
        `a month: ${formatMoney(usd.metric)} with five statistics as one, ${formatMoney(usd.statistic)} with every statistic by itself`,
      );
      for (const line of budgetLines(config, decision)) say(line);
      say(`list prices of us-east-1, read ${pricesReadOn}`);
    }
    return step === 'usual' ? exitCodes.ok : exitCodes.fault;
  },
};
