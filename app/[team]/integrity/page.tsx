import type { Metadata } from 'next';
import { FindingTable } from '#components/integrity/finding-table.tsx';
import { Strips } from '#components/integrity/strips.tsx';
import { TrailTable } from '#components/integrity/trail-table.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { formatCount } from '#lib/format.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { teamsOf } from '#lib/queries/sql.ts';
import { listStrips, listTrailFindings, listTrails, mostFindings } from '#lib/queries/trail-hours.ts';

export const metadata: Metadata = { title: 'Log integrity' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function IntegrityPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search, now, from, to } = view;
  const { scope } = await requireViewer();
  teamsOf(scope, team);
  const ask = { team, from, to };
  const strips = settle(listStrips(scope, ask));
  const findings = settle(listTrailFindings(scope, ask));
  const trails = settle(listTrails(scope, { team, now }));
  const names = accountNames();
  const exports = (table: string) => exportLinks(table, team, search);
  return (
    <>
      <PageHead
        title="Log integrity"
        sentence={
          <Soon of={findings} loading="looking">
            {(list) =>
              list.length === 0
                ? 'what was looked at is as CloudTrail delivered it'
                : `${list.length > mostFindings ? 'more than ' : ''}${formatCount(Math.min(list.length, mostFindings), 'finding', 'findings')}`
            }
          </Soon>
        }
      />
      <Soon of={strips} title="Integrity" loading={<PanelLoading title="Integrity" rows={4} rowHeight={30} />}>
        {(list) => <Strips strips={list} view={view} exports={exports('integrity-hours')} />}
      </Soon>
      <Soon of={findings} title="What does not verify" loading={<PanelLoading title="What does not verify" rows={4} />}>
        {(list) => (
          <FindingTable findings={list} most={mostFindings} names={names} view={view} exports={exports('integrity-findings')} />
        )}
      </Soon>
      <Soon of={trails} title="Trails" loading={<PanelLoading title="Trails" rows={3} />}>
        {(list) => <TrailTable trails={list} names={names} view={view} exports={exports('trails')} />}
      </Soon>
    </>
  );
}
