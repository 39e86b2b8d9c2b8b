import { Panel } from '#components/ui/panel.tsx';
import { formatCount, formatSpan } from '#lib/format.ts';
import type { Activity } from '#lib/queries/activity.ts';
import type { Context } from './activity-href.ts';
import { WherePanels } from './where-panels.tsx';

export type FollowListProps = Context & { activity: Activity; names: ReadonlyMap<string, string> };

/** Whom and what can be followed in the window: each leads to all that it did. */
export function FollowList({ activity, ...props }: FollowListProps) {
  const { figures } = activity;
  if (figures.events === 0)
    return (
      <Panel title="Nobody acted">
        <p className="text-12 text-ink-2">
          No event of {formatSpan(props.view.from, props.view.to, props.view)} is stored for this team. Choose a longer range
          above.
        </p>
      </Panel>
    );
  return (
    <>
      <p className="px-(--gutter) pt-3 text-12 text-ink-2">
        {formatCount(figures.events, 'event', 'events')} of {formatSpan(props.view.from, props.view.to, props.view)}: choose whom
        or what to follow. An access key or an error is followed from any event that names it.
      </p>
      <div className="panels">
        <WherePanels activity={activity} asked={{}} about={null} {...props} />
      </div>
    </>
  );
}
