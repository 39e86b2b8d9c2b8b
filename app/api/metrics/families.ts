import type { Family } from '#lib/api/prometheus.ts';
import { type BillingReading, billingReadings } from '#lib/catalog/prices.ts';
import { budgetStepIds } from '#lib/metrics/budget-steps.ts';
import type { OwnHealth } from '#lib/queries/own-health.ts';

const readings = Object.keys(billingReadings) as BillingReading[];

/** What Prometheus is told. A collector without a success has no age: its runs tell how they ended. */
export const familiesOf = ({ runs, successes, calls, spend, sessions, journalRows }: OwnHealth): Family[] => {
  const perCall = (figure: 'calls' | 'throttles' | 'failures' | 'priceUsd') =>
    calls.map(({ service, operation, [figure]: value }) => ({ labels: { service, operation }, value }));
  return [
    {
      name: 'trailwatch_runs_day',
      help: 'Runs of collectors that began within 24 hours, by how they ended',
      samples: runs.map(({ collector, status, count }) => ({ labels: { collector, status }, value: count })),
    },
    {
      name: 'trailwatch_collector_last_success_age_seconds',
      help: 'Since a collector last read all or part of its account and Region',
      samples: successes.flatMap(({ ageSeconds, ...labels }) => (ageSeconds === null ? [] : [{ labels, value: ageSeconds }])),
    },
    { name: 'trailwatch_aws_calls_today', help: 'Calls of AWS since midnight UTC', samples: perCall('calls') },
    { name: 'trailwatch_aws_throttles_today', help: 'Calls that AWS refused as too many', samples: perCall('throttles') },
    { name: 'trailwatch_aws_failures_today', help: 'Calls that failed', samples: perCall('failures') },
    { name: 'trailwatch_aws_price_usd_today', help: 'What the calls cost at list, in US dollars', samples: perCall('priceUsd') },
    {
      name: 'trailwatch_spend_month_usd',
      help: 'List price of the calls of the UTC month so far, by how statistics are counted',
      samples: readings.map((reading) => ({ labels: { reading }, value: spend.total[reading] })),
    },
    {
      name: 'trailwatch_spend_forecast_usd',
      help: 'The month as the live runs of the last day would have it, whatever the budget',
      samples: spend.forecast === null ? [] : [{ value: spend.forecast[spend.reading] }],
    },
    {
      name: 'trailwatch_budget_month_usd',
      help: 'The budget of trailwatch.yaml, of the month; absent where there is none',
      samples: spend.budgetUsd === null ? [] : [{ value: spend.budgetUsd }],
    },
    {
      name: 'trailwatch_budget_step',
      help: 'How far the budget holds collection back: 0 not at all, and on by its declared order',
      samples: spend.step === null ? [] : [{ labels: { step: spend.step }, value: budgetStepIds.indexOf(spend.step) }],
    },
    { name: 'trailwatch_sessions', help: 'Sessions that are open', samples: [{ value: sessions }] },
    { name: 'trailwatch_journal_rows', help: 'Rows of the journal', samples: [{ value: journalRows }] },
  ];
};
