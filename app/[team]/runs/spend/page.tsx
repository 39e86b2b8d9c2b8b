import type { Metadata } from 'next';
import { DayChart } from '#components/spend/day-chart.tsx';
import { MonthPanel } from '#components/spend/month-panel.tsx';
import { CollectorTable, PlaceTable, StepTable, TeamTable } from '#components/spend/tables.tsx';
import { spendSentence } from '#components/spend/words.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { getSpend } from '#lib/queries/spend.ts';
import { listTeamSpend } from '#lib/queries/team-spend.ts';

export const metadata: Metadata = { title: 'Spend' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function SpendPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search, now } = view;
  const { scope } = await requireViewer();
  const reading = getSpend(scope, now);
  const spend = settle(reading);
  const teams = settle(Promise.all([listTeamSpend(scope, { team, now }), reading]));
  const exports = (table: string) => exportLinks(table, team, search);
  return (
    <>
      <PageHead
        title="Spend"
        sentence={
          <Soon of={spend} loading="adding up">
            {spendSentence}
          </Soon>
        }
      />
      <div className="with-aside">
        <div>
          <Soon of={spend} title="Day by day" loading={<PanelLoading title="Day by day" rows={1} rowHeight={160} />}>
            {(value) => <DayChart spend={value} exports={exports('spend-days')} />}
          </Soon>
          <Soon of={spend} title="By account" loading={<PanelLoading title="By account" rows={4} />}>
            {(value) => <PlaceTable spend={value} exports={exports('spend-accounts')} names={accountNames()} />}
          </Soon>
          <Soon of={teams} title="By team" loading={<PanelLoading title="By team" rows={4} />}>
            {([rows, value]) => <TeamTable teams={rows} spend={value} exports={exports('spend-teams')} />}
          </Soon>
        </div>
        <Soon of={spend} title="Month and budget" loading={<PanelLoading title="Month and budget" rows={8} />}>
          {(value) => <MonthPanel spend={value} />}
        </Soon>
      </div>
      <Soon of={spend} title="By collector" loading={<PanelLoading title="By collector" rows={6} />}>
        {(value) => <CollectorTable spend={value} exports={exports('spend-collectors')} />}
      </Soon>
      <Soon of={spend} title="Steps of the budget" loading={<PanelLoading title="Steps of the budget" rows={2} />}>
        {(value) => <StepTable spend={value} exports={exports('budget-steps')} view={view} />}
      </Soon>
    </>
  );
}
