import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import type { View } from '#components/url/view.ts';
import type { Outcome } from '#lib/queries/settle.ts';
import type { FloorFigures, FloorWorker, HandleBin } from '#lib/queries/workforce.ts';
import type { Sources } from '#lib/queries/workforce-sources.ts';
import { FiguresPanel } from './figures-panel.tsx';
import { HandleTime } from './handle-time.tsx';
import { SourcesPanel } from './sources-panel.tsx';
import { type Reveal, WorkerTable } from './worker-table.tsx';

type PeopleProps = {
  times: Promise<Outcome<[HandleBin[], FloorFigures]>>;
  people: Promise<Outcome<FloorWorker[]>>;
  view: View;
  reveal: Reveal;
};

/** How long tasks take, and who does them. */
export const PeoplePanels = ({ times, people, view, reveal }: PeopleProps) => (
  <>
    <Soon of={times} title="Handle time" loading={<PanelLoading title="Handle time" rowHeight={160} rows={1} />}>
      {([bins, all]) => <HandleTime bins={bins} figures={all} />}
    </Soon>
    <Soon of={people} title="People" loading={<PanelLoading title="People" rows={8} />}>
      {(list) => <WorkerTable workers={list} view={view} reveal={reveal} />}
    </Soon>
  </>
);

type WorkProps = { figures: Promise<Outcome<FloorFigures>>; sources: Promise<Outcome<Sources>>; view: View };

/** The sum of people's work, and how far its three sources differ. */
export const WorkPanels = ({ figures, sources, view }: WorkProps) => (
  <>
    <Soon of={figures} title="People's work" loading={<PanelLoading title="People's work" rows={8} />}>
      {(value) => <FiguresPanel figures={value} windowMs={view.to - view.from} />}
    </Soon>
    <Soon of={sources} title="Three sources" loading={<PanelLoading title="Three sources" rows={3} />}>
      {(value) => <SourcesPanel sources={value} view={view} />}
    </Soon>
  </>
);
