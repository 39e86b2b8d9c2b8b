import { healthWords } from '#lib/catalog/health.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { OpenCount } from '#lib/queries/open-alerts.ts';
import type { TeamRow } from '#lib/queries/teams.ts';
import { TeamTile } from './team-tile.tsx';

const alertsOfTile = 2;

type Props = {
  rows: readonly TeamRow[];
  counts: readonly OpenCount[];
  alerts: readonly AlertRecord[];
  /** When anything was read: the age of a team that has no endpoint to tell it by. */
  readAt: number | null;
  now: number;
};

/** A tile a team: who is paged first, then the worst word. */
export function AllTeamsWall({ rows, counts, alerts, readAt, now }: Props) {
  const of = (team: string): OpenCount => counts.find((one) => one.team === team) ?? { team, page: 0, ticket: 0 };
  const sorted = rows.toSorted(
    (a, b) =>
      of(b.team).page - of(a.team).page ||
      healthWords[a.word].rank - healthWords[b.word].rank ||
      of(b.team).ticket - of(a.team).ticket,
  );
  if (rows.length === 0) return <p className="wall-empty">No team owns anything that was collected.</p>;
  return (
    <ul className="wall-tiles" aria-label="Teams">
      {sorted.map((row) => (
        <TeamTile
          key={row.team}
          row={row}
          counts={of(row.team)}
          alerts={alerts.filter(({ team }) => team === row.team).slice(0, alertsOfTile)}
          readAt={row.readAt ?? readAt}
          now={now}
        />
      ))}
    </ul>
  );
}
