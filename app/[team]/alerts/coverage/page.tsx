import type { Metadata } from 'next';
import { CoveragePanel } from '#components/alerts/coverage-panel.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { filterCoverage, parseCoverageFilter } from '#lib/alerts/coverage-filter.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { formatCount } from '#lib/format.ts';
import { type CoverageRow, hasChannels, listAlertCoverage } from '#lib/queries/alert-coverage.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';

export const metadata: Metadata = { title: 'Alarm coverage' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

/** "Of 3 of 41 endpoints nobody would be told; of 12 rules cannot be judged". */
function totalsOf(rows: readonly CoverageRow[]): string {
  const nobody = rows.filter(({ word }) => word === 'nobody').length;
  const opaque = rows.filter(({ judged, watching }) => judged < watching).length;
  const untold = nobody === 0 ? 'of none' : `of ${nobody}`;
  return `${untold} of ${formatCount(rows.length, 'endpoint', 'endpoints')} nobody would be told, of ${opaque === 0 ? 'none' : opaque} a rule cannot be judged`;
}

export default async function CoveragePage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope, role } = await requireViewer();
  const coverage = settle(listAlertCoverage(scope, { team, now: view.now, asOf: view.asOf }));
  return (
    <>
      <PageHead
        title="Alarm coverage"
        sentence={
          <Soon of={coverage} loading="counting">
            {totalsOf}
          </Soon>
        }
      />
      <Soon of={coverage} title="Alarm coverage" loading={<PanelLoading title="Alarm coverage" rows={12} rowHeight={48} />}>
        {(all) => (
          <CoveragePanel
            {...{ team, view, search, all }}
            rows={filterCoverage(all, parseCoverageFilter(search))}
            path={paths.alertCoverage(team)}
            names={accountNames()}
            hasChannels={hasChannels()}
            seesCollection={can(role, 'collection.read')}
            exports={exportLinks('alert-coverage', team, search)}
          />
        )}
      </Soon>
    </>
  );
}
