import { eventHref } from '#components/audit/event-table.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { ruleRow } from '#lib/audit/detections/rules.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import type { Detection } from '#lib/queries/detections.ts';
import { SeverityWord } from './severity-word.tsx';

type Props = { detections: readonly (Detection & { key: string })[]; account: string; team: string; view: View };

/** The event that it is compared with, where there is one. */
const beforeId = ({ found }: Detection): string | null => {
  const id = found.deniedId ?? found.beforeId;
  return typeof id === 'string' && id !== '' ? id : null;
};

/** What rules found in an event: why it matters, and what to do. Nothing where none did. */
export function FoundPanel({ detections, account, team, view }: Props) {
  if (detections.length === 0) return null;
  return (
    <Panel title="What rules found in it" subtitle={formatCount(detections.length, 'detection', 'detections')}>
      <ul className="grid gap-3 text-12">
        {detections.map((one) => {
          const rule = ruleRow(one.rule);
          const says = rule?.says(one.found) ?? '';
          const other = beforeId(one);
          const all = hrefWith(paths.section(team, 'detections'), Object.fromEntries(new URLSearchParams(view.query)), {
            rule: one.rule,
          });
          return (
            <li key={`${one.rule} ${one.key}`} className="grid gap-0.5">
              <p className="flex flex-wrap items-baseline gap-x-3">
                <SeverityWord severity={one.severity} />
                <Link className="font-head hover:underline" href={all}>
                  {rule?.title ?? one.rule}
                </Link>
                {says !== '' && <span className="min-w-0 break-words text-ink-2">{says}</span>}
                {other && <Link href={eventHref({ team, view }, { account, eventId: other })}>the event before</Link>}
              </p>
              {rule && <p className="text-ink-2">{rule.why}</p>}
              {rule && (
                <p>
                  <span className="font-mid">What to do: </span>
                  {rule.mend}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
