import { clsx } from 'clsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import type { View } from '#components/url/view.ts';
import type { Neighbour } from '#lib/queries/audit-event.ts';
import { eventHref } from './event-table.tsx';
import { EventTime } from './words.tsx';

export type NeighboursProps = { neighbours: readonly Neighbour[]; eventId: string; team: string; view: View };

/** What the same person did and what befell the same resource, ten minutes before and after. */
export function Neighbours({ neighbours, eventId, team, view }: NeighboursProps) {
  return (
    <Panel title="Before and after" subtitle="10 min each way" right="this person and this resource" className="min-w-0">
      <ol className="-mx-(--gutter) text-12">
        {neighbours.map((each) => {
          const isThis = each.eventId === eventId;
          return (
            <li
              key={`${each.at} ${each.eventId ?? each.title} ${each.detail}`}
              aria-current={isThis ? 'true' : undefined}
              className={clsx('flex min-w-0 gap-3 px-(--gutter) py-1', isThis && 'border-l-2 border-accent bg-selected')}
            >
              <span className="text-ink-3">
                <EventTime at={each.at} moment={view} />
              </span>
              <span
                className={clsx('min-w-0 truncate', each.isFailed && 'text-failing')}
                title={[each.title, each.detail].filter(Boolean).join(' ')}
              >
                {each.eventId && !isThis ? (
                  <Link
                    className="font-mid hover:underline"
                    href={eventHref({ team, view }, { account: each.account, eventId: each.eventId })}
                  >
                    {each.title}
                  </Link>
                ) : (
                  <span className="font-mid">{each.title}</span>
                )}{' '}
                <span className={each.isFailed ? undefined : 'text-ink-2'}>{isThis ? 'this event' : (each.detail ?? '')}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
