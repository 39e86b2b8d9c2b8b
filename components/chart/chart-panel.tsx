import type { ReactNode } from 'react';
import { AbsentPanel } from '#components/ui/absent.tsx';
import { CopyCli, OpenInAws } from '#components/ui/actions.tsx';
import { PanelHead } from '#components/ui/panel.tsx';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';
import { Chart, type ChartSize } from './chart.tsx';
import { packPlot } from './packed-plot.ts';

export type ChartPanelProps = {
  plot: Plot;
  /** Lines through the chart; the labels stand in the `ChangeLane` above. */
  changes?: readonly PlotChange[];
  /** The page's window and zone: a View fits. Epoch milliseconds. */
  view: { from: number; to: number; zone: string; now: number };
  size?: ChartSize;
  /** Right side of the head: source, "as of", "3 scale-outs failed". */
  right?: ReactNode;
  level?: 2 | 3;
};

/** One chart in its frame: head with series and values, the plot or the word for its absence, table, AWS links. */
export function ChartPanel({ plot, changes = [], view, size = 'plain', right, level = 2 }: ChartPanelProps) {
  const actions = (plot.aws !== undefined || plot.cli !== undefined) && (
    <>
      {plot.aws !== undefined && <OpenInAws href={plot.aws} kind="quiet" />}
      {plot.cli !== undefined && <CopyCli command={plot.cli} kind="quiet" />}
    </>
  );
  if (plot.absent) {
    return (
      <section aria-label={plot.title} className="panel chart-panel">
        <PanelHead title={plot.title} subtitle={plot.unit} right={right} level={level} />
        {actions && <div className="chart-tools">{actions}</div>}
        <AbsentPanel {...plot.absent} size={size} />
      </section>
    );
  }
  return (
    <section aria-label={plot.title} className="panel chart-panel">
      <Chart
        sent={packPlot(plot)}
        changes={changes}
        from={view.from / 1000}
        to={view.to / 1000}
        zone={view.zone}
        now={view.now}
        size={size}
        right={right}
        actions={actions}
        level={level}
      />
    </section>
  );
}
