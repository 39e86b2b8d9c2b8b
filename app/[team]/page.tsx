import type { Metadata } from 'next';
import { MorningBoard } from '#components/teams/board.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { settle } from '#lib/queries/settle.ts';
import { getBoard } from '#lib/queries/teams.ts';
import { decodedPart } from '../decoded.ts';
import { TeamView } from './team-view.tsx';

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const team = decodedPart((await params).team);
  return { title: team === 'all' ? 'Morning board' : team };
}

export default async function TeamPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { scope } = await requireViewer();
  const board = settle(getBoard(scope, { team, now: view.now, asOf: view.asOf }));
  if (team !== 'all') return <TeamView scope={scope} team={team} view={view} board={board} />;
  return (
    <Soon of={board} title="Morning board" loading={<Waiting />}>
      {(value) => <MorningBoard board={value} view={view} exports={exportLinks('teams', team, view.search)} />}
    </Soon>
  );
}

const Waiting = () => (
  <>
    <PageHead title="Morning board" sentence="reading" />
    <PanelLoading title="Needs someone now" rows={5} />
    <PanelLoading title="Teams" rows={6} rowHeight={48} />
  </>
);
