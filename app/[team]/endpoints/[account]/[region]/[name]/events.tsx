import { HappeningsPanel } from '#components/resources/happenings-panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { listHappenings } from '#lib/queries/changes.ts';
import { settle } from '#lib/queries/settle.ts';
import { amongEvents, listUnexplainedChanges } from '#lib/queries/unexplained-changes.ts';
import { type EndpointPart, eventKeys } from './part.ts';

/** What people and services did to the endpoint and its configuration in the page's window. */
export function EventsView({ scope, detail, team, view }: EndpointPart) {
  const { account, region, name } = detail.endpoint;
  const window = { from: view.from, to: view.to };
  const events = settle(
    Promise.all([
      listHappenings(scope, eventKeys(detail), { ...window, limit: 500 }),
      listUnexplainedChanges(scope, { team, now: view.now, ...window, key: { account, region, kind: 'endpoint', name } }).then(
        amongEvents,
      ),
    ]),
  );
  return (
    <Soon of={events} title="Events" loading={<PanelLoading title="Events" rows={12} />}>
      {([happenings, changes]) => (
        <HappeningsPanel happenings={happenings} changes={changes} name={name} team={team} view={view} />
      )}
    </Soon>
  );
}
