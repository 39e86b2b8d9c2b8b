import { ChangeLane } from '#components/chart/change-lane.tsx';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import type { View } from '#components/url/view.ts';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';

type Props = { plots: readonly Plot[]; changes: readonly PlotChange[]; view: View };

/** How a labeling job gets on, under what was done to it and to the team that does it. */
export const LabelingCharts = ({ plots, changes, view }: Props) => (
  <>
    {changes.length > 0 && <ChangeLane changes={changes} view={view} />}
    {plots.map((plot) => (
      <ChartPanel
        key={plot.id}
        plot={plot}
        changes={changes}
        view={view}
        size={plot.id === 'labeling.progress' ? 'plain' : 'low'}
      />
    ))}
  </>
);
