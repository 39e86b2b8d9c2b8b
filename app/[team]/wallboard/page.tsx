import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Link } from '#components/ui/link.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { AllTeamsWall } from '#components/wall/all-teams-wall.tsx';
import { TeamWall } from '#components/wall/team-wall.tsx';
import { WallAge, WallLive } from '#components/wall/wall-age.tsx';
import { WallClock } from '#components/wall/wall-clock.tsx';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { settle } from '#lib/queries/settle.ts';
import { getWall } from '#lib/queries/wall.ts';

export const metadata: Metadata = { title: 'Wallboard' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function WallboardPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { scope } = await requireViewer();
  // A wall shows now.
  if (view.asOf !== null) redirect(paths.wallboard(team));
  const { now, zone } = view;
  const wall = settle(getWall(scope, { team, now }));
  return (
    <div className="wall">
      <header className="wall-head">
        <h1>{team === 'all' ? 'All teams' : team}</h1>
        <Link href={paths.section(team, 'alerts')} className="wall-quiet hover:underline">
          Leave the wallboard
        </Link>
        <WallClock now={now} zone={zone} />
        <WallLive now={now} />
        <Soon of={wall} title="Age of data" loading={null}>
          {({ readAt }) => <WallAge readAt={readAt} now={now} />}
        </Soon>
      </header>
      <Soon of={wall} title="Wallboard" loading={<p className="wall-empty">reading</p>}>
        {({ board, counts, quiet, alerts, readAt }) =>
          team === 'all' ? (
            <AllTeamsWall rows={board.rows} {...{ counts, alerts, readAt, now }} />
          ) : (
            <TeamWall
              counts={counts.find((one) => one.team === team) ?? { team, page: 0, ticket: 0 }}
              alerts={alerts.slice(0, 8)}
              {...{ board, team, quiet, now }}
            />
          )
        }
      </Soon>
    </div>
  );
}
