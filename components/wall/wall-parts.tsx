import { clsx } from 'clsx';
import { alertHeadline } from '#components/alerts/words.tsx';
import { Link } from '#components/ui/link.tsx';
import { StateIcon, Word } from '#components/ui/word.tsx';
import type { AlertSeverity } from '#lib/catalog/alert-rules.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { WordId } from '#lib/catalog/words.ts';
import { formatDuration, formatFigure } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { OpenCount } from '#lib/queries/open-alerts.ts';

const looks = {
  page: { word: 'failing', label: 'page', many: 'pages' },
  ticket: { word: 'degraded', label: 'ticket', many: 'tickets' },
} as const satisfies Record<AlertSeverity, { word: WordId; label: string; many: string }>;

/** How many alerts of a severity are open and seen by nobody: loud, unless there is none. */
function SeverityCount({ severity, count }: { severity: AlertSeverity; count: number }) {
  const { word, label, many } = looks[severity];
  return (
    <li className={clsx('wall-count', count === 0 ? 'wall-quiet' : severity === 'page' ? 'text-failing' : 'text-degraded')}>
      <span className="figures">{formatFigure(count, 'count').text}</span>
      <span className="wall-label">
        {count > 0 && <StateIcon word={word} />} {count === 1 ? label : many}
      </span>
    </li>
  );
}

export const SeverityCounts = ({ counts: { page, ticket } }: { counts: Pick<OpenCount, 'page' | 'ticket'> }) => (
  <ul className="wall-counts" aria-label="Open alerts">
    <SeverityCount severity="page" count={page} />
    <SeverityCount severity="ticket" count={ticket} />
  </ul>
);

/** Open alerts, what pages somebody first, each with since when. */
export function WallAlerts({ alerts, team, now }: { alerts: readonly AlertRecord[]; team: string; now: number }) {
  return (
    <ul className="wall-alerts" aria-label="Newest alerts">
      {alerts.map((alert) => {
        const { word, label } = looks[alert.facts?.severity ?? 'ticket'];
        return (
          <li key={alert.id}>
            <Word word={word} label={label} />
            <span className="min-w-0">
              <Link href={paths.alert(team, alert.id)} className="wall-headline">
                {alertHeadline(alert)}
              </Link>
              <span className="wall-said">{alert.sentence}</span>
            </span>
            <span className="wall-since figures">{formatDuration(now - alert.beganAt)}</span>
          </li>
        );
      })}
    </ul>
  );
}
