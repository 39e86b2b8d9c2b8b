import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { plotChanges } from '#components/endpoints/plot-changes.ts';
import { FailurePanel } from '#components/jobs/failure-panel.tsx';
import { JobResult } from '#components/jobs/job-words.tsx';
import { LogPanel } from '#components/logs/log-panel.tsx';
import { AboutPanels } from '#components/resources/about-panels.tsx';
import { ConfigurationPanel } from '#components/resources/configuration-panel.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { MetricsPanel } from '#components/resources/metrics-panel.tsx';
import { ResourceHead } from '#components/resources/resource-head.tsx';
import { ResourceTabs } from '#components/resources/resource-tabs.tsx';
import { Figure } from '#components/ui/figure.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { floorKeys } from '#components/workforce/changes-keys.ts';
import { LabelingCharts } from '#components/workforce/labeling-charts.tsx';
import { Progress } from '#components/workforce/labeling-table.tsx';
import { PeoplePanels, WorkPanels } from '#components/workforce/people-panels.tsx';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { getResource, listRelations, listVersions } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { listResourceMetrics } from '#lib/queries/stored-metrics.ts';
import { findLabelingJob, getFloorFigures, listFloorWorkers, listHandleTimes } from '#lib/queries/workforce.ts';
import { listFloorPlots, listProgressPlots } from '#lib/queries/workforce-plots.ts';
import { getSources } from '#lib/queries/workforce-sources.ts';
import { decoded, decodedPart } from '../../../../../decoded.ts';
import { orNotFound } from '../../../../../or-not-found.ts';

type Params = { team: string; account: string; region: string; name: string };
type Props = { params: Promise<Params>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodedPart((await params).name) };
}

export default async function LabelingJobPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, account, region, name } = decoded(encoded);
  const key = { account, region, kind: 'labeling_job' as const, name };
  const { scope, role, isFresh } = await requireViewer();
  const [resource, job] = await Promise.all([
    getResource(scope, { team, now: view.now, asOf: null }, key).catch(orNotFound),
    findLabelingJob(scope, { team, now: view.now, ...key }),
  ]);
  if (!job) notFound();
  const window = { from: view.from, to: view.to };
  const dated = { ...window, now: view.now };
  const reading = Promise.all([listProgressPlots(scope, job, dated), listFloorPlots(scope, [job], dated)]);
  const figures = settle(getFloorFigures(scope, [job], window));
  const times = settle(Promise.all([listHandleTimes(scope, [job], window), getFloorFigures(scope, [job], window)]));
  const people = settle(listFloorWorkers(scope, [job], window));
  const sources = settle(getSources(scope, [job], window));
  const own = settle(listResourceMetrics(scope, resource, { ...dated, isOnlyUnknown: true }));
  const versions = settle(listVersions(scope, key, view.now));
  const relations = settle(listRelations(scope, resource));
  const events = settle(listHappenings(scope, floorKeys([job]), { ...window, limit: 60 }));
  const charts = settle(Promise.all([reading, events.then((told) => (told.ok ? told.value : []))]));
  const failed = /fail/i.test(job.status ?? '');
  return (
    <>
      <ResourceHead
        resource={resource}
        view={view}
        accountName={accountName(key.account)}
        tabs={<ResourceTabs resource={key} team={team} search={view.search} current="now" />}
        state={<JobResult status={job.status} failureReason={job.failureReason} large />}
        facts={[
          ...(job.labeled === null || job.total === null
            ? []
            : [{ label: 'Labelled', value: <Figure value={job.labeled} of={job.total} /> }]),
          { label: 'Progress', value: <Progress job={job} /> },
          { label: 'Task', value: job.task ?? 'not said' },
          { label: 'People an object', value: <Figure value={job.workersPerObject} /> },
        ]}
      />
      {failed && job.failureReason && <FailurePanel reason={job.failureReason} />}
      <div className="with-aside">
        <div className="min-w-0">
          <Soon of={charts} title="Objects labelled" loading={<PanelLoading title="Objects labelled" rowHeight={160} rows={3} />}>
            {([lists, happenings]) => <LabelingCharts plots={lists.flat()} changes={plotChanges(happenings, team)} view={view} />}
          </Soon>
          <PeoplePanels times={times} people={people} view={view} reveal={can(role, 'person.reveal') ? { isFresh } : null} />
          <MetricsPanel of={own} resource={key} team={team} view={view} />
          <LogPanel {...key} team={team} moment={view} />
          <ConfigurationPanel of={versions} resource={resource} path={paths.labelingJob(team, key)} view={view} />
        </div>
        <div className="min-w-0">
          <WorkPanels figures={figures} sources={sources} view={view} />
          <Soon of={events} title="Events" loading={<PanelLoading title="Events" rows={5} />}>
            {(list) => <HappeningsPanel happenings={list} name={job.name} team={team} view={view} />}
          </Soon>
          <AboutPanels resource={resource} relations={relations} team={team} view={view} />
        </div>
      </div>
    </>
  );
}
