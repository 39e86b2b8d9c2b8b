import { ChangeLane } from '#components/chart/change-lane.tsx';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';
import { formatSpan } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { Window } from './alert-window.ts';

type Props = {
  alert: AlertRecord;
  plots: readonly Plot[];
  /** What was done to the resource; the alert's own marks are added. */
  changes: readonly PlotChange[];
  team: string;
  view: View & { search: Search };
  window: Window;
  isBrushed: boolean;
};

const marksOf = ({ firedAt, resolvedAt }: AlertRecord): PlotChange[] => [
  { at: firedAt / 1000, label: 'alert fired', filled: false },
  ...(resolvedAt === null ? [] : [{ at: resolvedAt / 1000, label: 'alert ended', filled: false }]),
];

/** What the rule measures and what stands beside it, before the alert and through it, on one axis of time. */
export function AlertCharts({ alert, plots, changes, team, view, window, isBrushed }: Props) {
  const [first, ...rest] = plots;
  if (!first) {
    return (
      <Panel title="Charts">
        <p className="text-12 text-ink-2">No metric is stored of it: what happened stands below.</p>
      </Panel>
    );
  }
  const all = [...changes, ...marksOf(alert)].toSorted((a, b) => a.at - b.at);
  const shown = { ...view, ...window };
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-(--gutter) pt-3 text-12 text-ink-3">
        <b className="font-head text-ink">{formatSpan(window.from, window.to, view)}</b>
        {isBrushed ? (
          <Link scroll={false} href={hrefWith(paths.alert(team, alert.id), view.search, { from: null, to: null })}>
            all of it
          </Link>
        ) : (
          'from an hour before it began'
        )}
      </p>
      <ChangeLane changes={all} view={shown} />
      <ChartPanel plot={first} changes={all} view={shown} size="tall" />
      {rest.length > 0 && (
        <div className="panels">
          {rest.map((plot) => (
            <ChartPanel key={plot.id} plot={plot} changes={all} view={shown} />
          ))}
        </div>
      )}
    </>
  );
}
