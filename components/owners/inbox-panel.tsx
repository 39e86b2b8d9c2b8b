import { ExportLinks } from '#components/ui/actions.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelEmpty } from '#components/ui/panel-states.tsx';
import { formatCount } from '#lib/format.ts';
import type { UnownedInbox } from '#lib/queries/unowned.ts';
import { StrayGroup } from './stray-group.tsx';

export type InboxPanelProps = {
  inbox: UnownedInbox;
  teams: readonly string[];
  canAssign: boolean;
  names: ReadonlyMap<string, string>;
  exports: { csv: string; json: string };
};

const mostGroups = 100;

/** What nobody owns: only who sees all teams sees it at all, until somebody takes it. */
export function InboxPanel({ inbox, exports, ...rest }: InboxPanelProps) {
  const title = 'Unowned';
  if (inbox.total === 0) return <PanelEmpty title={title} sentence="Everything that is known has an owner." />;
  const read = inbox.groups.reduce((sum, { strays }) => sum + strays.length, 0);
  const groups = inbox.groups.slice(0, mostGroups);
  const most = Math.max(...groups.map(({ strays }) => strays.length));
  return (
    <Panel
      title={title}
      subtitle={`${formatCount(inbox.total, 'thing', 'things')} nobody owns${read < inbox.total ? `, the first ${read}` : ''}, by kind and beginning of the name`}
      right={<ExportLinks {...exports} />}
    >
      {groups.map((group) => (
        <StrayGroup key={`${group.kind} ${group.prefix}`} group={group} most={most} {...rest} />
      ))}
      {inbox.groups.length > groups.length && (
        <p className="pt-2 text-12 text-ink-3">{inbox.groups.length - groups.length} smaller groups are in the download.</p>
      )}
    </Panel>
  );
}
