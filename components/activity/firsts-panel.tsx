import { Link } from '#components/ui/link.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Instant } from '#components/ui/time.tsx';
import { principalLabel } from '#lib/catalog/audit-actions.ts';
import { formatCount, formatInstant } from '#lib/format.ts';
import type { Activity } from '#lib/queries/activity.ts';
import type { First, FirstOf, Firsts } from '#lib/queries/activity-firsts.ts';
import { type Context, eventsHref } from './activity-href.ts';

type Asked = Readonly<Record<string, string | readonly string[]>>;

const words: Readonly<Record<FirstOf, string>> = {
  who: 'person or workload',
  through: 'role',
  action: 'action',
  ip: 'caller',
  network: 'network',
  account: 'account',
  region: 'Region',
  vpce: 'VPC endpoint',
};

/** The very event: the filter, the value and its second. */
function hrefOf(context: Context, asked: Asked, { of, value, at }: First): string {
  const second = { from: new Date(at).toISOString(), to: new Date(at + 1000).toISOString(), range: '' };
  return eventsHref(context, { ...asked, ...(of === 'network' ? {} : { [of]: value }), ...second });
}

export type FirstsPanelProps = Context & { firsts: Firsts; activity: Activity; asked: Asked };

/** A first time is one among what is stored: how far that reaches, in words. */
function Reach({ activity: { everFirstAt, storedFrom }, view }: FirstsPanelProps) {
  if (everFirstAt === null || storedFrom === null) return null;
  if (everFirstAt >= view.from)
    return (
      <p className="pb-2 text-12 text-unknown">
        All of it is new: it was first seen at {formatInstant(everFirstAt, view)}, within this window, among events that are
        stored since {formatInstant(storedFrom, view)}.
      </p>
    );
  return (
    <p className="pb-2 text-12 text-ink-2">
      Among all that is stored of it since {formatInstant(everFirstAt, view)}; what came before cannot be told.
    </p>
  );
}

/** What this window shows for the first time, the newest first. */
export function FirstsPanel(props: FirstsPanelProps) {
  const { firsts, asked, view } = props;
  return (
    <Panel title="First times" subtitle="in this window, newest first" className="min-w-0">
      <Reach {...props} />
      {firsts.rows.length === 0 && <p className="text-12 text-ink-2">Nothing was done for the first time in this window.</p>}
      <ol className="grid gap-1 text-12">
        {firsts.rows.map((first) => (
          <li key={`${first.of} ${first.value}`} className="flex min-w-0 items-baseline gap-3">
            <span className="shrink-0 text-ink-3">
              <Instant at={first.at} moment={view} />
            </span>
            <span className="shrink-0 text-ink-2">{words[first.of]}</span>
            <Link className="min-w-0 truncate font-mid hover:underline" href={hrefOf(props, asked, first)} title={first.value}>
              {first.of === 'who' ? principalLabel(first.value) : first.value}
            </Link>
          </li>
        ))}
      </ol>
      {firsts.hasMore && <p className="pt-2 text-12 text-ink-3">There are more, which are older.</p>}
      {firsts.reads > 0 && (
        <p className="pt-2 text-12 text-ink-3">
          {formatCount(firsts.reads, 'action that only reads was', 'actions that only read were')} used for the first time, too.
        </p>
      )}
    </Panel>
  );
}
