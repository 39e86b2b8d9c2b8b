import { PageHead } from '#components/ui/page-head.tsx';
import type { View } from '#components/url/view.ts';
import { formatCount } from '#lib/format.ts';
import type { Board } from '#lib/queries/teams.ts';
import { HealthChips } from './health-chips.tsx';
import { NeedsList } from './needs-list.tsx';
import { TeamTable } from './team-table.tsx';

export type MorningBoardProps = { board: Board; view: View; exports: { csv: string; json: string } };

/** All teams: what needs someone now, then every team with its word. */
export function MorningBoard({ board, view, exports }: MorningBoardProps) {
  const { rows, needs, places } = board;
  const sum = (of: (row: Board['rows'][number]) => number) => rows.reduce((all, row) => all + of(row), 0);
  const sizes = [
    formatCount(rows.length, 'team', 'teams'),
    formatCount(
      sum((row) => row.holdings.endpoints),
      'endpoint',
      'endpoints',
    ),
    `${formatCount(
      sum((row) => row.jobs?.total ?? 0),
      'job',
      'jobs',
    )} in 24 h`,
  ].join(', ');
  const where = `${formatCount(places.accounts, 'account', 'accounts')}, ${formatCount(places.regions, 'Region', 'Regions')}`;
  return (
    <>
      <PageHead
        title="Morning board"
        sentence={`${sizes}; ${where}`}
        actions={<HealthChips words={rows.map((row) => row.word)} />}
      />
      <NeedsList needs={needs} view={view} teams={rows.length} />
      <TeamTable rows={rows} window={board.window} view={view} exports={exports} />
    </>
  );
}
