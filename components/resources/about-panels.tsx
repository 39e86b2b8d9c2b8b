import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { AsOf } from '#components/ui/time.tsx';
import type { View } from '#components/url/view.ts';
import type { Relation, ResourceRecord } from '#lib/queries/resources.ts';
import type { Outcome } from '#lib/queries/settle.ts';
import { RelationsPanel } from './relations-panel.tsx';
import { SecurityPanel } from './security-panel.tsx';
import { TagsPanel } from './tags-panel.tsx';

type Props = { resource: ResourceRecord; relations: Promise<Outcome<Relation[]>>; team: string; view: View };

/** What is said of any resource beside its own matter: security facts as answered, tags, and what it stands beside. */
export const AboutPanels = ({ resource, relations, team, view }: Props) => (
  <>
    <SecurityPanel
      kind={resource.kind}
      description={resource.description}
      readAt={<AsOf at={resource.lastSeenAt} moment={view} lead="as answered" />}
    />
    <TagsPanel tags={resource.tags} />
    <Soon of={relations} title="Relations" loading={<PanelLoading title="Relations" />}>
      {(list) => <RelationsPanel relations={list} place={resource} team={team} query={view.query} />}
    </Soon>
  </>
);
