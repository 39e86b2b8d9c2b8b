import { Link } from '#components/ui/link.tsx';
import { Word } from '#components/ui/word.tsx';
import { paths } from '#lib/catalog/paths.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { OpenCount } from '#lib/queries/open-alerts.ts';
import type { TeamRow } from '#lib/queries/teams.ts';
import { WallAge } from './wall-age.tsx';
import { SeverityCounts, WallAlerts } from './wall-parts.tsx';

type Props = { row: TeamRow; counts: OpenCount; alerts: readonly AlertRecord[]; readAt: number | null; now: number };

/** One team among all: its word and why, its open alerts, and how old that is. */
export function TeamTile({ row, counts, alerts, readAt, now }: Props) {
  const { team, name, word, subject, sentence } = row;
  return (
    <li className="wall-tile" data-word={word}>
      <h2>
        <Link href={paths.wallboard(team)}>{name}</Link>
      </h2>
      <span className="wall-word">
        <Word word={word} />
      </span>
      <SeverityCounts counts={counts} />
      <p className="wall-sentence">
        {subject !== null && <b>{subject} </b>}
        {sentence}
      </p>
      {alerts.length > 0 && <WallAlerts {...{ alerts, team, now }} />}
      <WallAge readAt={readAt} now={now} />
    </li>
  );
}
