import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import type { ResourceRecord, ResourceVersion } from '#lib/queries/resources.ts';
import type { Outcome } from '#lib/queries/settle.ts';
import { VersionsPanel } from './versions-panel.tsx';

type Props = {
  of: Promise<Outcome<ResourceVersion[]>>;
  resource: ResourceRecord;
  /** The page's own path. */
  path: string;
  view: View & { search: Search };
};

/** A resource's configuration with its versions, as soon as they are there. */
export const ConfigurationPanel = ({ of, resource, path, view }: Props) => (
  <Soon of={of} title="Configuration" loading={<PanelLoading title="Configuration" rows={8} />}>
    {(versions) => (
      <VersionsPanel versions={versions} description={resource.description} search={view.search} path={path} view={view} />
    )}
  </Soon>
);
