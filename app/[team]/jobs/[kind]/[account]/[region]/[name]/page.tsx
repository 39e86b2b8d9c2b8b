import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { plotChanges } from '#components/endpoints/plot-changes.ts';
import { CompletenessPanel } from '#components/jobs/completeness-panel.tsx';
import { FailurePanel } from '#components/jobs/failure-panel.tsx';
import { headFacts } from '#components/jobs/head-facts.tsx';
import { JobPlots } from '#components/jobs/job-plots.tsx';
import { jobWindow } from '#components/jobs/job-window.ts';
import { JobResult } from '#components/jobs/job-words.tsx';
import { PhasesPanel } from '#components/jobs/phases-panel.tsx';
import { LogPanel } from '#components/logs/log-panel.tsx';
import { AboutPanels } from '#components/resources/about-panels.tsx';
import { ConfigurationPanel } from '#components/resources/configuration-panel.tsx';
import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { MetricsPanel } from '#components/resources/metrics-panel.tsx';
import { ResourceHead } from '#components/resources/resource-head.tsx';
import { ResourceTabs } from '#components/resources/resource-tabs.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { isJobKind, jobFacts, jobRow } from '#lib/catalog/jobs.ts';
import { paths } from '#lib/catalog/paths.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { listJobPlots } from '#lib/queries/job-plots.ts';
import { getJobRecord } from '#lib/queries/job-record.ts';
import { getResource, listRelations, listVersions } from '#lib/queries/resources.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { listResourceMetrics } from '#lib/queries/stored-metrics.ts';
import { decoded, decodedPart } from '../../../../../../decoded.ts';
import { orNotFound } from '../../../../../../or-not-found.ts';

type Params = { team: string; kind: string; account: string; region: string; name: string };
type Props = { params: Promise<Params>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodedPart((await params).name) };
}

export default async function JobPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, kind, account, region, name } = decoded(encoded);
  if (!isJobKind(kind)) notFound();
  const key = { account, region, kind, name };
  const { scope } = await requireViewer();
  const job = await getResource(scope, { team, now: view.now, asOf: null }, key).catch(orNotFound);
  const facts = jobFacts(kind, job.description);
  const window = jobWindow(view, view.search, { ...facts, createdAt: job.createdAt });
  const reading = listJobPlots(scope, { job: { ...key, ...facts, createdAt: job.createdAt }, ...window, now: view.now });
  const own = settle(listResourceMetrics(scope, job, { ...window, now: view.now, isOnlyUnknown: true }));
  const record = settle(getJobRecord(scope, { key: { ...key, kind }, job, now: view.now }));
  const versions = settle(listVersions(scope, key, view.now));
  const relations = settle(listRelations(scope, job));
  const events = settle(
    listHappenings(scope, [key], { from: (job.createdAt ?? view.from) - 3_600_000, to: view.now, limit: 100 }),
  );
  // Charts stand without their changes where those could not be read: the list of events says so.
  const charts = settle(Promise.all([reading, events.then((told) => (told.ok ? told.value : []))]));
  return (
    <>
      <ResourceHead
        resource={job}
        view={view}
        accountName={accountName(key.account)}
        tabs={<ResourceTabs resource={key} team={team} search={view.search} current="now" />}
        state={<JobResult status={job.status} failureReason={facts.failureReason} large />}
        facts={headFacts(facts, job.createdAt, view)}
      />
      {facts.failureReason && /fail/i.test(job.status ?? '') && <FailurePanel reason={facts.failureReason} />}
      <div className="with-aside">
        <div className="min-w-0">
          <PhasesPanel job={{ ...facts, status: job.status }} view={view} />
          <Soon of={record} title="Record" loading={<PanelLoading title="Record" rows={1} />}>
            {(parts) => <CompletenessPanel parts={parts} team={team} />}
          </Soon>
          <Soon of={charts} title="Hosts" loading={<PanelLoading title="Hosts" rowHeight={160} />}>
            {([list, happenings]) => (
              <JobPlots plots={list} changes={plotChanges(happenings, team)} view={{ ...view, ...window }} />
            )}
          </Soon>
          <MetricsPanel of={own} resource={key} team={team} view={view} />
          {jobRow(kind).logGroup !== null && <LogPanel {...key} team={team} moment={view} />}
          <ConfigurationPanel of={versions} resource={job} path={paths.job(team, kind, key)} view={view} />
        </div>
        <div className="min-w-0">
          <Soon of={events} title="Events" loading={<PanelLoading title="Events" rows={6} />}>
            {(list) => (
              <HappeningsPanel subtitle="since it was created" happenings={list} name={job.name} team={team} view={view} />
            )}
          </Soon>
          <AboutPanels resource={job} relations={relations} team={team} view={view} />
        </div>
      </div>
    </>
  );
}
