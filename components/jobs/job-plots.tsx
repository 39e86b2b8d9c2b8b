import { ChangeLane } from '#components/chart/change-lane.tsx';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { AbsentPanel } from '#components/ui/absent.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { View } from '#components/url/view.ts';
import type { Plot, PlotChange } from '#lib/catalog/plot.ts';

type Props = { plots: readonly Plot[]; changes: readonly PlotChange[]; view: View };

/** What the hosts did, under what was done to the job; where one reason stands for all of it, it is said once. */
export function JobPlots({ plots, changes, view }: Props) {
  const [first, ...rest] = plots.filter((plot) => plot.absent?.absence !== 'not_published');
  if (first?.absent && rest.every((plot) => plot.absent?.why === first.absent?.why)) {
    return (
      <Panel title="Hosts" subtitle={plots.map(({ title }) => title).join(', ')}>
        <AbsentPanel {...first.absent} />
      </Panel>
    );
  }
  return (
    <>
      {plots.length > 0 && changes.length > 0 && <ChangeLane changes={changes} view={view} />}
      <div className="panels">
        {plots.map((plot) => (
          <ChartPanel key={plot.id} plot={plot} changes={changes} view={view} size="low" />
        ))}
      </div>
    </>
  );
}
