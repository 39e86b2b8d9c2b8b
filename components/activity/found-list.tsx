import { eventHref } from '#components/audit/event-table.tsx';
import { SeverityWord } from '#components/detections/severity-word.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import { formatCount } from '#lib/format.ts';
import type { FoundInActivity } from '#lib/queries/activity-detections.ts';
import type { Context } from './activity-href.ts';

export type FoundListProps = Context & { found: readonly FoundInActivity[] | null };

/** What rules found in the events of a subject, by rule; each leads to the newest event. */
export function FoundList({ found, ...context }: FoundListProps) {
  if (found === null) return null;
  return (
    <Panel title="What rules found" subtitle="in its events of this window" className="min-w-0">
      {found.length === 0 && <p className="text-12 text-ink-2">No rule found anything in its events.</p>}
      <ul className="grid gap-1 text-12">
        {found.map((one) => (
          <li key={one.rule} className="flex flex-wrap items-baseline gap-x-3">
            <SeverityWord severity={one.severity} />
            <Link className="min-w-0 font-mid hover:underline" href={eventHref(context, one)}>
              {ruleRow(one.rule)?.title ?? one.rule}
            </Link>
            <span className="text-ink-2">
              {formatCount(one.count, 'time', 'times')}, last <Instant at={one.lastAt} moment={context.view} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
