import type { Family } from '#lib/api/prometheus.ts';
import type { OwnHealth } from '#lib/queries/own-health.ts';

/** What Prometheus is told. A collector without a success has no age: its runs tell how they ended. */
export const familiesOf = ({ runs, successes, calls, sessions, journalRows }: OwnHealth): Family[] => {
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
    { name: 'trailwatch_sessions', help: 'Sessions that are open', samples: [{ value: sessions }] },
    { name: 'trailwatch_journal_rows', help: 'Rows of the journal', samples: [{ value: journalRows }] },
  ];
};
