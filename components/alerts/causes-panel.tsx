import { eventHref } from '#components/audit/event-table.tsx';
import { EventTime } from '#components/audit/words.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { Word } from '#components/ui/word.tsx';
import type { View } from '#components/url/view.ts';
import type { CauseWeight } from '#lib/alerts/causes.ts';
import { principalLabel, roleBeside } from '#lib/catalog/audit-actions.ts';
import { formatCount } from '#lib/format.ts';
import type { AlertCauses } from '#lib/queries/alert-causes.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';

type Props = { of: AlertCauses; alert: AlertRecord; team: string; view: View };
type Ranked = AlertCauses['causes'][number];

const mostShown = 8;
const words: Readonly<Record<CauseWeight, string>> = { 3: 'strong', 2: 'some', 1: 'weak' };

/** How much speaks for a cause: the word, and as many of three bars. */
function Weight({ weight }: { weight: CauseWeight }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5 text-ink-2">
      {words[weight]}
      <svg width="17" height="9" aria-hidden="true">
        {[0, 1, 2].map((nth) => (
          <rect
            key={nth}
            x={nth * 6 + 0.5}
            y="0.5"
            width="4"
            height="8"
            fill={nth < weight ? 'currentColor' : 'none'}
            stroke="currentColor"
          />
        ))}
      </svg>
    </span>
  );
}

function CauseItem({
  cause: { happening, weight, why },
  nth,
  team,
  view,
}: Pick<Props, 'team' | 'view'> & { cause: Ranked; nth: number }) {
  const { account, eventId, title, at, who, through, detail, isFailed } = happening;
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)] gap-x-3 py-2">
      <span className="figures text-ink-3">{nth}</span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
          <b className="min-w-0 font-head [overflow-wrap:anywhere]">
            {eventId === null ? (
              title
            ) : (
              <Link className="hover:underline" href={eventHref({ team, view }, { account, eventId })}>
                {title}
              </Link>
            )}
            , <EventTime at={at} moment={view} />
          </b>
          <Weight weight={weight} />
        </span>
        <span className="block [overflow-wrap:anywhere] text-ink-2">
          {principalLabel(who)}
          {roleBeside(who, through) ? ` through ${through}` : ''}. {why}
        </span>
        {isFailed && detail && <span className="line-clamp-3 [overflow-wrap:anywhere] text-failing">{detail}</span>}
      </span>
    </li>
  );
}

/** Events come minutes after the call: what was not read yet may be the cause. */
function KnownTo({ eventsTo, alert, view }: Pick<Props, 'alert' | 'view'> & Pick<AlertCauses, 'eventsTo'>) {
  if (eventsTo === null) {
    return (
      <p className="text-12 text-unknown">
        <Word word="unknown" label="cannot tell" />: no events of its account and Region are known.
      </p>
    );
  }
  if (eventsTo >= alert.firedAt) return null;
  return (
    <p className="text-12 text-unknown">
      <Word word="late" />: events are known to <Instant at={eventsTo} moment={view} />, not yet to when it was told.
    </p>
  );
}

/** What was looked at beside the resource itself. */
function LookedAt({ parents }: Pick<AlertCauses, 'parents'>) {
  if (parents.length === 0) return null;
  const names = parents.map(({ name }) => name).join(', ');
  return <p className="pt-1 text-12 [overflow-wrap:anywhere] text-ink-3">Looked at too: {names}, which it is made of.</p>;
}

/** What was done to the resource and to what it is made of, the likeliest cause first. */
export function CausesPanel({ of: { causes, parents, eventsTo }, alert, team, view }: Props) {
  const rest = causes.length - mostShown;
  return (
    <Panel title="Likely causes" subtitle="an hour before it began until it was told">
      {causes.length === 0 && <p className="text-12 text-ink-2">No change is known in that time.</p>}
      <KnownTo eventsTo={eventsTo} alert={alert} view={view} />
      <ol className="text-12">
        {causes.slice(0, mostShown).map((cause, index) => (
          <CauseItem
            key={`${cause.happening.id} ${cause.happening.name}`}
            cause={cause}
            nth={index + 1}
            team={team}
            view={view}
          />
        ))}
      </ol>
      {rest > 0 && <p className="text-12 text-ink-3">{formatCount(rest, 'weaker one', 'weaker ones')} left out.</p>}
      <LookedAt parents={parents} />
    </Panel>
  );
}
