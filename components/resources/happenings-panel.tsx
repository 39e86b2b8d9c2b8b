import { clsx } from 'clsx';
import { eventHref } from '#components/audit/event-table.tsx';
import { EventTime } from '#components/audit/words.tsx';
import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Word } from '#components/ui/word.tsx';
import { hrefWith } from '#components/url/search.ts';
import type { View } from '#components/url/view.ts';
import { principalLabel, roleBeside } from '#lib/catalog/audit-actions.ts';
import { paths } from '#lib/catalog/paths.ts';
import type { Happening } from '#lib/queries/changes.ts';
import type { UnexplainedChange } from '#lib/queries/unexplained-changes.ts';

export type HappeningsPanelProps = {
  happenings: readonly Happening[];
  changes?: readonly UnexplainedChange[];
  title?: string;
  subtitle?: string;
  name: string;
  team: string;
  view: View;
  right?: React.ReactNode;
};

type Line = { key: string; at: number; happening: Happening | null; isAwaited: boolean; what: UnexplainedChange['what'] };

function merged({ happenings, changes = [] }: HappeningsPanelProps): Line[] {
  const lines: Line[] = [
    ...happenings.map((happening) => ({
      key: happening.id,
      at: happening.at,
      happening,
      isAwaited: false,
      what: 'changed' as const,
    })),
    ...changes.map((change) => ({
      key: `change ${change.kind} ${change.name} ${change.at}`,
      at: change.at,
      happening: null,
      isAwaited: change.isAwaited,
      what: change.what,
    })),
  ];
  return lines.toSorted((a, b) => b.at - a.at);
}

/** What happened to a resource: who did what, what services did, and what changed without a name to it yet. */
export function HappeningsPanel(props: HappeningsPanelProps) {
  const { title = 'Events', subtitle = "in the page's window", name, team, view, right } = props;
  const lines = merged(props);
  return (
    <Panel
      title={title}
      subtitle={subtitle}
      right={
        right ?? (
          <Link
            href={hrefWith(paths.section(team, 'audit'), Object.fromEntries(new URLSearchParams(view.query)), {
              on: name || null,
            })}
          >
            all events
          </Link>
        )
      }
    >
      {lines.length === 0 && (
        <p className="text-12 text-ink-2">Nothing happened to it in this window, as far as the events are complete.</p>
      )}
      <ol className="text-12">
        {lines.map(({ key, at, happening, isAwaited, what }) => (
          <li key={key} className="flex gap-3 py-1">
            <span className="min-w-20 shrink-0 text-ink-3">
              <EventTime at={at} moment={view} />
            </span>
            {happening ? (
              <span className="min-w-0">
                <span className="block truncate font-mid" title={happening.title}>
                  {happening.eventId ? (
                    <Link
                      className="hover:underline"
                      href={eventHref({ team, view }, { account: happening.account, eventId: happening.eventId })}
                    >
                      {happening.title}
                    </Link>
                  ) : (
                    happening.title
                  )}
                </span>
                <span className="block [overflow-wrap:anywhere] text-ink-2">
                  {principalLabel(happening.who)}
                  {roleBeside(happening.who, happening.through) ? ` through ${happening.through}` : ''}
                </span>
                {happening.detail && happening.detail !== happening.title && (
                  <span
                    title={happening.detail}
                    className={clsx(
                      '[overflow-wrap:anywhere]',
                      happening.isFailed ? 'line-clamp-4 text-failing' : 'line-clamp-2 text-ink-3',
                    )}
                  >
                    {happening.detail}
                  </span>
                )}
              </span>
            ) : (
              <span>
                <Word word={isAwaited ? 'late' : 'unexplained'} label={`${what}, author not yet known`} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
