import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AlertCharts } from '#components/alerts/alert-charts.tsx';
import { AlertHead } from '#components/alerts/alert-head.tsx';
import { chosenWindow, windowAround } from '#components/alerts/alert-window.ts';
import { CausesPanel } from '#components/alerts/causes-panel.tsx';
import { RulePanel } from '#components/alerts/rule-panel.tsx';
import { StepsPanel } from '#components/alerts/steps-panel.tsx';
import { ToldPanel } from '#components/alerts/told-panel.tsx';
import { plotChanges } from '#components/endpoints/plot-changes.ts';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { isDemoOpen } from '#lib/auth/demo-people.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { isOwnSubject } from '#lib/catalog/alert-subjects.ts';
import { can } from '#lib/catalog/roles.ts';
import { listAlertCauses } from '#lib/queries/alert-causes.ts';
import { getAlert } from '#lib/queries/alerts.ts';
import { listAssignees } from '#lib/queries/assignees.ts';
import { listHappenings } from '#lib/queries/changes.ts';
import { listAlertNotifications } from '#lib/queries/notifications.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';
import { decoded } from '../../../decoded.ts';
import { orNotFound } from '../../../or-not-found.ts';
import { readCharts } from './read-charts.ts';
import { readHistory } from './read-history.ts';

export const metadata: Metadata = { title: 'Alert' };

type Props = { params: Promise<{ team: string; id: string }>; searchParams: Promise<Search> };

/** Whatever else stands in the URL is no alert. */
const isId = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);

export default async function AlertPage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, id } = decoded(encoded);
  if (!isId(id)) notFound();
  const { scope, role, person } = await requireViewer();
  const alert = await getAlert(scope, Number(id), { team, now: view.now }).catch(orNotFound);
  const around = windowAround(alert, view.now);
  const window = chosenWindow(around, view);
  const mayAct = view.asOf === null && can(role, 'alerts.acknowledge');
  const people = mayAct ? await listAssignees(scope, alert.team, { isDemo: isDemoOpen(process.env) }) : [];
  const causes = settle(listAlertCauses(scope, alert, { now: view.now }));
  // Charts stand without their changes where those could not be read.
  const happenings = settle(listHappenings(scope, [alert], { ...window, limit: 200 }));
  const charts = settle(
    Promise.all([
      readCharts(scope, alert, { ...window, now: view.now }),
      happenings.then((told) => (told.ok ? plotChanges(told.value, team) : [])),
    ]),
  );
  const told = settle(listAlertNotifications(scope, alert, { now: view.now }));
  const happened = settle(readHistory(scope, alert, { now: view.now }));
  const shown = { alert, team, view };
  // What is no resource has neither metrics nor events of its own.
  const isResource = !isOwnSubject(alert.kind);
  return (
    <>
      <AlertHead {...shown} accountName={accountName(alert.account)} mayAct={mayAct} assigning={{ me: person.id, people }} />
      <div className="with-aside">
        <div className="min-w-0">
          {isResource && (
            <Soon of={charts} title="Charts" loading={<PanelLoading title="Charts" rows={1} rowHeight={180} />}>
              {([plots, marks]) => (
                <AlertCharts {...shown} plots={plots} changes={marks} window={window} isBrushed={window !== around} />
              )}
            </Soon>
          )}
          <Soon of={happened} title="What happened" loading={<PanelLoading title="What happened" rows={3} />}>
            {(history) => <StepsPanel {...shown} {...history} mayAct={mayAct} />}
          </Soon>
          <Soon of={told} title="Who was told" loading={<PanelLoading title="Who was told" rows={2} />}>
            {(list) => <ToldPanel notifications={list} {...shown} />}
          </Soon>
        </div>
        <div className="min-w-0">
          {isResource && (
            <Soon of={causes} title="Likely causes" loading={<PanelLoading title="Likely causes" rows={4} />}>
              {(list) => <CausesPanel of={list} {...shown} />}
            </Soon>
          )}
          <RulePanel rule={alert.rule} facts={alert.facts} />
        </div>
      </div>
    </>
  );
}
