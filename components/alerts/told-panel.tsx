import { EventTime } from '#components/audit/words.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import { channelLabel } from '#lib/catalog/channel-kinds.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { WordId } from '#lib/catalog/words.ts';
import { formatCount } from '#lib/format.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';
import type { AlertNotification } from '#lib/queries/notifications.ts';
import { type ToldState, toldState, toldWords } from './told-words.ts';

type Props = { notifications: readonly AlertNotification[]; alert: AlertRecord; team: string; view: View };

const states = {
  sent: { word: 'healthy', label: 'told' },
  waiting: { word: 'late', label: 'waiting' },
  dead: { word: 'failing', label: 'given up' },
  spared: { word: 'ended', label: 'not needed' },
} as const satisfies Record<ToldState, { word: WordId; label: string }>;

function Receipt({ of, view }: { of: AlertNotification; view: View }) {
  const { channel, kind, step, title, joinedAt, tries, answer, key, madeAt, sentAt, nextAt } = of;
  const state = toldState(of);
  return (
    <li className="grid gap-0.5 py-1.5">
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <b className="font-mid">{channel}</b>, {channelLabel(kind)}{' '}
          <span className="text-ink-2">
            {joinedAt === null ? toldWords[step] : `as part of “${title}”, which it had heard of before`}
          </span>
        </span>
        <Word {...states[state]} />
      </span>
      <span className="[overflow-wrap:anywhere] text-ink-3" title={key}>
        <EventTime at={sentAt ?? madeAt} moment={view} />
        {tries > 0 && `, ${formatCount(tries, 'try', 'tries')}`}
        {answer !== null && `: ${answer}`}
        {state === 'waiting' && nextAt !== null && (
          <>
            ; next try at <EventTime at={nextAt} moment={view} />
          </>
        )}
      </span>
    </li>
  );
}

/** Nobody was told of its last beginning, and why; what is held back is told if it is still so when the silence ends. */
const HeldBack = ({ alert: { resolvedAt }, team, view }: Pick<Props, 'alert' | 'team' | 'view'>) => (
  <p className="pb-1 text-12 text-ink-2">
    Of its last beginning nobody was told: <Link href={`${paths.silences(team)}${view.query}`}>a silence</Link> held it back.
    {resolvedAt === null && ' Channels are told when that ends, if the alert still fires then.'}
  </p>
);

/** Which channels were told of it, and what they answered; what was given up stays in view. */
export function ToldPanel({ notifications, alert, team, view }: Props) {
  const needed = notifications.map(toldState).filter((state) => state !== 'spared');
  const sent = needed.filter((state) => state === 'sent').length;
  return (
    <Panel title="Who was told" subtitle={notifications.length === 0 ? undefined : `${sent} of ${needed.length} arrived`}>
      {alert.heldBy !== null && <HeldBack alert={alert} team={team} view={view} />}
      {notifications.length === 0 && alert.heldBy === null && (
        <p className="text-12 text-ink-2">
          No channel hears of this team and severity: nobody is told beyond this console. Channels stand in trailwatch.yaml, under
          alerts.
        </p>
      )}
      {notifications.length > 0 && (
        <ul className="text-12">
          {notifications.map((one) => (
            <Receipt key={one.key} of={one} view={view} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
