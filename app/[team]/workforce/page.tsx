import type { Metadata } from 'next';
import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { floorKeys } from '#components/workforce/changes-keys.ts';
import { LabelingTable } from '#components/workforce/labeling-table.tsx';
import { PeoplePanels, WorkPanels } from '#components/workforce/people-panels.tsx';
import { SourcesWord } from '#components/workforce/sources-panel.tsx';
import { requireViewer } from '#lib/auth/session.ts';
import { can } from '#lib/catalog/roles.ts';
import { formatAge, formatCount } from '#lib/format.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { settle } from '#lib/queries/settle.ts';
import {
  getFloorFigures,
  type LabelingRecord,
  listFloorWorkers,
  listHandleTimes,
  listLabelingJobs,
} from '#lib/queries/workforce.ts';
import { listFloorKeys } from '#lib/queries/workforce-floor.ts';
import { listFloorPlots } from '#lib/queries/workforce-plots.ts';
import { getSources } from '#lib/queries/workforce-sources.ts';
import { dayMs } from '#lib/time.ts';

export const metadata: Metadata = { title: 'Labeling' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

/** Who is at work, or since when nobody knows. */
function activity(jobs: readonly LabelingRecord[], now: number): string {
  const silent = jobs.find(({ isUnheard }) => isUnheard);
  if (!silent) return `${jobs.reduce((sum, job) => sum + job.active, 0)} active in the last 15 min`;
  return silent.heardAt === null
    ? 'who is at work was not read in the last day'
    : `who is at work was last read ${formatAge(silent.heardAt, now)} ago`;
}

export default async function WorkforcePage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { scope, role, isFresh } = await requireViewer();
  const window = { from: view.from, to: view.to };
  const jobs = await listLabelingJobs(scope, { team, now: view.now, from: view.from });
  const working = jobs.filter((job) => job.lastWorkAt !== null);
  const figures = settle(getFloorFigures(scope, jobs, window));
  const sources = settle(getSources(scope, working, window));
  const plots = settle(listFloorPlots(scope, jobs, { ...window, now: view.now }));
  const times = settle(Promise.all([listHandleTimes(scope, jobs, window), getFloorFigures(scope, jobs, window)]));
  const people = settle(listFloorWorkers(scope, jobs, window));
  const changes = settle(
    listFloorKeys(scope, team).then((floor) =>
      listHappenings(scope, [...floorKeys(jobs), ...floor], { from: view.to - 7 * dayMs, to: view.to, limit: 12 }),
    ),
  );
  const exports = exportLinks('workforce', team, view.search);
  const teams = new Set(jobs.flatMap(({ workteam }) => workteam ?? [])).size;
  return (
    <>
      <PageHead
        title="Labeling floor"
        sentence={`${formatCount(jobs.length, 'job', 'jobs')}, ${formatCount(teams, 'workteam', 'workteams')}, ${activity(jobs, view.now)}`}
        actions={
          <Soon of={sources} loading={null}>
            {(value) => <SourcesWord sources={value} />}
          </Soon>
        }
      />
      <TableFrame title="Jobs" subtitle="running ones first" exports={exports}>
        <LabelingTable
          jobs={jobs}
          team={team}
          view={view}
          empty="No labeling job ran in this window. Widen it, or look at All resources for workteams and workforces."
        />
      </TableFrame>
      {jobs.length > 0 && (
        <div className="with-aside">
          <div className="min-w-0">
            <Soon of={plots} title="Tasks" loading={<PanelLoading title="Tasks" rowHeight={160} rows={2} />}>
              {(list) =>
                list.map((plot) => <ChartPanel key={plot.id} plot={plot} view={view} size="low" right="WorkerActivity log" />)
              }
            </Soon>
            <PeoplePanels times={times} people={people} view={view} reveal={can(role, 'person.reveal') ? { isFresh } : null} />
          </div>
          <div className="min-w-0">
            <WorkPanels figures={figures} sources={sources} view={view} />
            <Soon of={changes} title="Who changed the floor" loading={<PanelLoading title="Who changed the floor" rows={5} />}>
              {(list) => (
                <HappeningsPanel
                  title="Who changed the floor"
                  happenings={list}
                  name=""
                  team={team}
                  view={view}
                  subtitle="the latest of 7 d"
                />
              )}
            </Soon>
          </div>
        </div>
      )}
    </>
  );
}
