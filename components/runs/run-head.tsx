import { type Fact, Facts } from '#components/ui/facts.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Instant } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import { purposeWords } from '#lib/catalog/collectors.ts';
import { formatAccount, formatCount, formatDuration, formatFigure, formatSpan } from '#lib/format.ts';
import type { RunRow } from '#lib/queries/runs.ts';
import { FailedCalls } from './run-table.tsx';
import { priceText, RunStatus } from './run-words.tsx';

/** "read 412 and wrote 3 with 14 calls; 2 calls failed". */
function sentenceOf({ counts, calls, failures, endedAt }: RunRow): string {
  if (endedAt === null) return 'has not ended yet: its figures are written when it does';
  if (counts.interrupted !== undefined) return 'was cut short: its worker ended before it did';
  const came = `read ${formatFigure(counts.read ?? 0, 'count').text} and wrote ${formatFigure(counts.written ?? 0, 'count').text}`;
  const failed = failures === 0 ? '' : `; ${formatCount(failures, 'call', 'calls')} failed`;
  return `${came} with ${formatCount(calls, 'call', 'calls')}${failed}`;
}

/** Written when a run ends: until then there are none. */
const figuresOf = (run: RunRow): Fact[] => [
  {
    label: 'Calls',
    value: (
      <>
        <Figure value={run.calls} />
        {run.retries > 0 && <span className="text-ink-3"> of them {formatCount(run.retries, 'retry', 'retries')}</span>}
      </>
    ),
  },
  { label: 'Metrics asked', value: <Figure value={run.metricsRequested} /> },
  { label: 'List price', value: priceText(run.priceUsd) },
  { label: 'Failed calls', value: <FailedCalls {...run} /> },
];

/** What ran where and when, what it cost, and how it ended. */
export function RunHead({ run, view, accountName }: { run: RunRow; view: View; accountName: string }) {
  const { windowFrom, windowTo } = run;
  const window = windowFrom === null || windowTo === null ? 'as it was then' : formatSpan(windowFrom, windowTo, view);
  return (
    <PageHead
      title={`${run.collector}, ${accountName} ${run.region}`}
      state={<RunStatus status={run.status} large />}
      sentence={sentenceOf(run)}
    >
      <Facts
        across
        facts={[
          { label: 'Run', value: `${run.id}, ${purposeWords[run.purpose] ?? run.purpose}` },
          { label: 'Account', value: <span title={run.account}>{formatAccount(run.account)}</span> },
          { label: 'Started', value: <Instant at={run.startedAt} moment={view} seconds /> },
          { label: 'Took', value: run.endedAt === null ? 'not ended' : formatDuration(run.endedAt - run.startedAt) },
          { label: 'Window', value: window },
          ...(run.endedAt === null ? [] : figuresOf(run)),
        ]}
      />
    </PageHead>
  );
}
