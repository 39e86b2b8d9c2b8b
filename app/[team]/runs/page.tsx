import type { Metadata } from 'next';
import { AccountTable } from '#components/accounts/account-table.tsx';
import { HistoryPanel } from '#components/runs/history-panel.tsx';
import { MeterPanel } from '#components/runs/meter-panel.tsx';
import { MeterTable } from '#components/runs/meter-table.tsx';
import { QuarantinePanel } from '#components/runs/quarantine-panel.tsx';
import { RunsPanel } from '#components/runs/runs-panel.tsx';
import { SourceTable } from '#components/runs/source-table.tsx';
import { StrangerTable } from '#components/runs/stranger-table.tsx';
import { TroublesPanel } from '#components/runs/troubles-panel.tsx';
import { WorkerTable } from '#components/runs/worker-table.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { formatCount } from '#lib/format.ts';
import { listAccounts } from '#lib/queries/accounts.ts';
import { getMeter } from '#lib/queries/meter.ts';
import { getPast } from '#lib/queries/past.ts';
import { getQuarantine } from '#lib/queries/quarantine.ts';
import { listTroubles } from '#lib/queries/run-failures.ts';
import { isRunFiltered, parseRunFilter, runFieldNames, runFields } from '#lib/queries/run-filter.ts';
import { countRuns, listRuns } from '#lib/queries/runs.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { type CollectionSource, listSources } from '#lib/queries/sources.ts';
import { listStrangerMetrics, mostStrangers } from '#lib/queries/stranger-metrics.ts';
import { listWorkers } from '#lib/queries/workers.ts';

export const metadata: Metadata = { title: 'Collection' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const pageSize = 50;
const fields = runFieldNames.map((name) => ({ name, label: runFields[name].label }));

const sentenceOf = (sources: readonly CollectionSource[]): string =>
  `${sources.filter(({ isCurrent }) => isCurrent).length} of ${formatCount(sources.length, 'source', 'sources')} current`;

export default async function RunsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search, now } = view;
  const { role, scope } = await requireViewer();
  const window = { from: view.from, to: view.to };
  const filter = parseRunFilter(search);
  const reading = listSources(scope, { now, ...window });
  const sources = settle(reading);
  const troubles = settle(Promise.all([listTroubles(scope, now), reading]));
  const meter = settle(getMeter(scope, now));
  const past = settle(getPast(scope, now));
  const quarantine = settle(getQuarantine(scope, now));
  const asked = { ...window, filter };
  const runs = settle(
    Promise.all([
      listRuns(scope, { ...asked, limit: pageSize, cursor: firstValue(search, 'page') }),
      countRuns(scope, asked),
    ]).then(([page, counts]) => ({ page, counts })),
  );
  const workers = settle(listWorkers(scope, now));
  const strangers = settle(listStrangerMetrics(scope, now));
  const accounts = settle(listAccounts(scope, now));
  const names = accountNames();
  const about = { team, view, names };
  const path = paths.section(team, 'runs');
  const exports = exportLinks('runs', team, search);
  return (
    <>
      <PageHead
        title="Collection"
        sentence={
          <Soon of={sources} loading="counting">
            {sentenceOf}
          </Soon>
        }
      />
      <Soon
        of={troubles}
        title="What is in the way"
        loading={<PanelLoading title="What is in the way" rows={2} rowHeight={48} />}
      >
        {([list, all]) => <TroublesPanel troubles={list} sources={all} {...about} />}
      </Soon>
      <Soon of={workers} title="Workers" loading={<PanelLoading title="Workers" rows={2} />}>
        {(list) => <WorkerTable workers={list} {...{ view, names }} exports={exportLinks('workers', team, search)} />}
      </Soon>
      <Soon of={accounts} title="Accounts" loading={<PanelLoading title="Accounts" rows={4} />}>
        {(list) => <AccountTable accounts={list} team={team} view={view} exports={exportLinks('accounts', team, search)} />}
      </Soon>
      <div className="with-aside">
        <Soon of={sources} title="Sources" loading={<PanelLoading title="Sources" rows={12} />}>
          {(list) => <SourceTable sources={list} {...about} exports={exportLinks('sources', team, search)} />}
        </Soon>
        <div>
          <Soon of={meter} title="AWS calls and price" loading={<PanelLoading title="AWS calls and price" rows={6} />}>
            {(value) => <MeterPanel meter={value} href={`${paths.spend(team)}${view.query}`} />}
          </Soon>
          <Soon of={past} title="History" loading={<PanelLoading title="History" rows={6} />}>
            {(value) => (
              <HistoryPanel past={value} {...{ view, names }} canFill={view.asOf === null && can(role, 'history.fill')} />
            )}
          </Soon>
          <Soon of={quarantine} title="Quarantine" loading={<PanelLoading title="Quarantine" rows={1} />}>
            {(value) => <QuarantinePanel quarantine={value} view={view} />}
          </Soon>
        </div>
      </div>
      <Soon of={runs} title="Runs" loading={<PanelLoading title="Runs" rows={20} />}>
        {(value) => (
          <RunsPanel {...{ ...value, ...about, path, search, exports, fields, pageSize, isFiltered: isRunFiltered(filter) }} />
        )}
      </Soon>
      <Soon of={meter} title="AWS calls of the day" loading={<PanelLoading title="AWS calls of the day" rows={8} />}>
        {(value) => <MeterTable meter={value} exports={exportLinks('calls', team, search)} />}
      </Soon>
      <Soon of={strangers} title="Metrics of nothing that is known" loading={<PanelLoading rows={2} />}>
        {(rows) => (
          <StrangerTable rows={rows} most={mostStrangers} {...{ names, view }} exports={exportLinks('strangers', team, search)} />
        )}
      </Soon>
    </>
  );
}
