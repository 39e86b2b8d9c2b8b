import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { View } from '#components/url/view.ts';
import { paths, resourcePath } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatSpan } from '#lib/format.ts';
import type { NamedResource } from '#lib/queries/audit.ts';
import { hourMs, minuteMs } from '#lib/time.ts';

type Props = { event: { at: number; resources: readonly NamedResource[] }; team: string; view: View };

/** Kinds whose own page draws charts; of any other its biography does. */
const hasCharts = (kind: string): boolean => kind === 'endpoint' || (isResourceKind(kind) && kindRow(kind).isJob);

/** An hour to either side, as far as it is past; epoch ms, whole minutes. */
function windowAround(at: number, now: number): { from: number; to: number } {
  const minute = Math.floor(at / minuteMs) * minuteMs;
  return { from: minute - hourMs, to: Math.min(Math.floor(now / minuteMs) * minuteMs, minute + hourMs) };
}

function hrefOf(
  team: string,
  { kind, owner, region, name }: NamedResource,
  { from, to, tz }: { from: number; to: number; tz: string },
) {
  const place = { account: owner, region, name };
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  if (tz === 'local') query.set('tz', tz);
  return `${hasCharts(kind) ? resourcePath(team, kind, place) : paths.biography(team, kind, place)}?${query}`;
}

/** From an event to the metrics around it: the charts of what it touched, on which it is a marker. */
export function AroundPanel({ event, team, view }: Props) {
  const touched = event.resources.filter((one) => one.team !== null);
  if (touched.length === 0) return null;
  const window = windowAround(event.at, view.now);
  return (
    <Panel title="Metrics around it" subtitle={formatSpan(window.from, window.to, view)}>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12">
        {touched.map((one) => (
          <li key={`${one.owner} ${one.region} ${one.kind} ${one.name}`}>
            <Link href={hrefOf(team, one, { ...window, tz: view.tz })}>{one.name}</Link>{' '}
            <span className="text-ink-3">{isResourceKind(one.kind) ? kindRow(one.kind).one : one.kind}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
