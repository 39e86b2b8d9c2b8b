import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { AbsentPanel } from '#components/ui/absent.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { View } from '#components/url/view.ts';
import type { Plot } from '#lib/catalog/plot.ts';

/** What the hosts did; where one reason stands for all of it, it is said once. */
export function JobPlots({ plots, view }: { plots: readonly Plot[]; view: View }) {
  const [first, ...rest] = plots.filter((plot) => plot.absent?.absence !== 'not_published');
  if (first?.absent && rest.every((plot) => plot.absent?.why === first.absent?.why)) {
    return (
      <Panel title="Hosts" subtitle={plots.map(({ title }) => title).join(', ')}>
        <AbsentPanel {...first.absent} />
      </Panel>
    );
  }
  return (
    <div className="panels">
      {plots.map((plot) => (
        <ChartPanel key={plot.id} plot={plot} view={view} size="low" />
      ))}
    </div>
  );
}
