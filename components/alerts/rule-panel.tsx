import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { formatDuration } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';

const asks = { page: 'asks for somebody now', ticket: 'asks for somebody within the working day' } as const;

/** The rule that fired: its condition, why it matters and what to do. */
export function RulePanel({ rule, facts }: Pick<AlertRecord, 'rule' | 'facts'>) {
  if (facts === null) {
    return (
      <Panel title="The rule" subtitle={rule}>
        <p className="text-12 text-ink-2">
          Nobody knows it any more: it is in neither trailwatch.yaml nor this version, and was not made in the console by any of
          your teams, or was deleted.
        </p>
      </Panel>
    );
  }
  const { title, severity, condition, why, mend, runbook, earliestMs } = facts;
  return (
    <Panel title="The rule" subtitle={title}>
      <div className="grid gap-2 text-12 text-ink-2">
        <p className="font-mid text-ink">{condition}</p>
        {why !== null && <p>{why}</p>}
        {mend !== null && (
          <p>
            <span className="font-mid text-ink">What to do: </span>
            {mend}
          </p>
        )}
        {runbook !== null && (
          <p className="[overflow-wrap:anywhere]">
            <span className="font-mid text-ink">Runbook: </span>
            <Link href={runbook}>{runbook}</Link>
          </p>
        )}
        <p className="text-ink-3">
          It {asks[severity]}, and can be told at the earliest {formatDuration(earliestMs)} after the fact.
        </p>
      </div>
    </Panel>
  );
}
