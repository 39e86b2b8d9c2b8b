import { ChartPanel } from '#components/chart/chart-panel.tsx';
import { WorstEndpoints } from '#components/endpoints/worst-endpoints.tsx';
import { JobTable } from '#components/jobs/job-table.tsx';
import { NodeTable } from '#components/nodes/node-table.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { LabelingPanel } from '#components/teams/labeling-panel.tsx';
import { NeedsList } from '#components/teams/needs-list.tsx';
import { TeamHead } from '#components/teams/team-head.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { paths } from '#lib/catalog/paths.ts';
import { listTeamHappenings } from '#lib/queries/changes.ts';
import { rowOf, sortEndpoints } from '#lib/queries/endpoints.ts';
import { listJobs } from '#lib/queries/job-pages.ts';
import { type Outcome, settle } from '#lib/queries/settle.ts';
import { setup } from '#lib/queries/setup.ts';
import { listTeamPlots } from '#lib/queries/team-plots.ts';
import type { Board } from '#lib/queries/teams.ts';

type Props = { scope: TeamScope; team: string; view: View & { search: Search }; board: Promise<Outcome<Board>> };

const slowest = ({ fleet }: Board) =>
  sortEndpoints(
    fleet.map((entry) => rowOf(entry, [])),
    { column: 'p99', descending: true },
  );

/** One team: its word, what asks for someone, traffic, endpoints, nodes, labeling, jobs, latest changes. */
export function TeamView({ scope, team, view, board }: Props) {
  const names = new Map(setup().accounts.map((account) => [account.id, account.name]));
  const window = { team, from: view.from, to: view.to, now: view.now };
  const plots = settle(listTeamPlots(scope, window));
  const changes = settle(listTeamHappenings(scope, { ...window, limit: 12 }));
  const filter = { kinds: [], statuses: [], accounts: [], text: null, isUndone: true };
  const jobs = settle(
    listJobs(scope, { ...window, filter }, { column: 'started', descending: true, limit: 8 }).then(({ rows }) => rows),
  );
  return (
    <>
      <Soon of={board} title={team} loading={<PageHead title={team} sentence="reading" />}>
        {(value) => (
          <>
            <TeamHead board={value} team={team} view={view} />
            {value.needs.total > 0 && <NeedsList needs={value.needs} view={view} teams={1} />}
          </>
        )}
      </Soon>
      <Soon of={plots} title="Invocations" loading={<PanelLoading title="Invocations" rows={1} rowHeight={180} />}>
        {({ invocations, errors }) => (
          <div className="panels">
            <ChartPanel plot={invocations} view={view} />
            <ChartPanel plot={errors} view={view} />
          </div>
        )}
      </Soon>
      <Soon
        of={board}
        title="Worst endpoints by p99"
        loading={<PanelLoading title="Worst endpoints by p99" rows={6} rowHeight={48} />}
      >
        {(value) => (
          <>
            <WorstEndpoints rows={slowest(value)} total={value.fleet.length} window={value.window} {...{ team, view, names }} />
            {value.nodes.length > 0 && (
              <TableFrame
                title="Node health"
                subtitle="HyperPod, the worst first"
                right={<Link href={`${paths.section(team, 'nodes')}${view.query}`}>all nodes</Link>}
              >
                <NodeTable rows={value.nodes.slice(0, 6)} team={team} view={view} />
              </TableFrame>
            )}
            {value.labeling.length > 0 && <LabelingPanel rows={value.labeling} team={team} view={view} />}
          </>
        )}
      </Soon>
      <div className="panels">
        <Soon of={jobs} title="Running and failed jobs" loading={<PanelLoading title="Running and failed jobs" rows={6} />}>
          {(list) => (
            <TableFrame
              title="Running and failed jobs"
              subtitle="in the page's window"
              right={<Link href={`${paths.section(team, 'jobs')}${view.query}`}>all jobs</Link>}
            >
              <JobTable
                jobs={list}
                team={team}
                view={view}
                chosen={['name', 'started', 'status']}
                empty="No job runs, and none failed in this window."
              />
            </TableFrame>
          )}
        </Soon>
        <Soon of={changes} title="Latest changes" loading={<PanelLoading title="Latest changes" rows={6} />}>
          {(list) => (
            <HappeningsPanel
              title="Latest changes"
              happenings={list}
              name=""
              team={team}
              view={view}
              right={<Link href={`${paths.section(team, 'audit')}${view.query}`}>all events</Link>}
            />
          )}
        </Soon>
      </div>
    </>
  );
}
