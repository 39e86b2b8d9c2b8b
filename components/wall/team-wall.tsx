import { HealthChips } from '#components/teams/health-chips.tsx';
import { Word } from '#components/ui/word.tsx';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { OpenCount } from '#lib/queries/open-alerts.ts';
import type { Board } from '#lib/queries/teams.ts';
import { SeverityCounts, WallAlerts } from './wall-parts.tsx';

type Props = {
  board: Board;
  team: string;
  counts: OpenCount;
  /** Open ones that somebody has seen, or that are silenced. */
  quiet: { acknowledged: number; silenced: number };
  alerts: readonly AlertRecord[];
  now: number;
};

const numberOf = (count: number): string => (count === 0 ? 'none' : formatFigure(count, 'count').text);

/** One team: its word and why, its open alerts, and its endpoints by health. */
export function TeamWall({ board, team, counts, quiet, alerts, now }: Props) {
  const row = board.rows.find((one) => one.team === team);
  if (!row) return <p className="wall-empty">{team} owns nothing that was collected.</p>;
  const rest = counts.page + counts.ticket - alerts.length;
  return (
    <div className="wall-team">
      <section aria-label="Health" className="wall-verdict" data-word={row.word}>
        <span className="wall-word">
          <Word word={row.word} />
        </span>
        <p className="wall-sentence">
          {row.subject !== null && <b>{row.subject} </b>}
          {row.sentence}
        </p>
        <SeverityCounts counts={counts} />
        <p className="wall-quiet">
          {numberOf(quiet.acknowledged)} acknowledged, {numberOf(quiet.silenced)} silenced
        </p>
        {board.fleet.length > 0 && <HealthChips words={board.fleet.map((entry) => entry.report.word)} />}
      </section>
      <section aria-label="Alerts">
        {alerts.length === 0 ? (
          <p className="wall-empty">No alert waits for anybody.</p>
        ) : (
          <WallAlerts {...{ alerts, team, now }} />
        )}
        {rest > 0 && <p className="wall-quiet">and {formatCount(rest, 'more', 'more')}</p>}
      </section>
    </div>
  );
}
