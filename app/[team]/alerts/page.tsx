import type { Metadata } from 'next';
import { AlertFacets } from '#components/alerts/alert-facets.tsx';
import { AlertsPanel } from '#components/alerts/alerts-panel.tsx';
import { totalWords } from '#components/alerts/count-words.ts';
import { StateTabs } from '#components/alerts/state-tabs.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { parseAlertFilter } from '#lib/alerts/filter.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { type AlertList, countAlerts, findNewestAlert, listAlerts } from '#lib/queries/alerts.ts';
import { allRules } from '#lib/queries/rules.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountName } from '#lib/queries/setup.ts';

export const metadata: Metadata = { title: 'Alerts' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const namesOf = ({ rows }: AlertList) => new Map(rows.map(({ account }) => [account, accountName(account)]));

export default async function AlertsPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { search } = view;
  const { scope, person } = await requireViewer();
  const path = paths.section(team, 'alerts');
  const filter = parseAlertFilter(search);
  const ask = { team, now: view.now, from: view.from };
  const [newestAt, rules] = await Promise.all([findNewestAlert(scope, ask), allRules(scope)]);
  const counts = settle(countAlerts(scope, ask));
  const table = settle(listAlerts(scope, { ...ask, filter }));
  const chosen = { filter, path, search };
  return (
    <>
      <PageHead
        title="Alerts"
        sentence={
          <Soon of={counts} loading="counting">
            {(list) => totalWords(list, view)}
          </Soon>
        }
        actions={
          <>
            <LinkButton href={`${paths.alertRules(team)}${view.query}`}>Rules</LinkButton>
            <LinkButton href={`${paths.silences(team)}${view.query}`}>Silences</LinkButton>
            <LinkButton href={`${paths.alertCoverage(team)}${view.query}`}>Coverage</LinkButton>
            <LinkButton href={paths.wallboard(team)}>Wallboard</LinkButton>
          </>
        }
      >
        <Soon of={counts} loading={<StateTabs counts={null} {...chosen} />}>
          {(list) => <StateTabs counts={list} {...chosen} />}
        </Soon>
      </PageHead>
      <div className="grid lg:grid-cols-[260px_minmax(0,1fr)]">
        <Soon of={counts} title="Rules" loading={<PanelLoading title="Rules" rows={8} />}>
          {(list) => <AlertFacets counts={list} me={person} {...chosen} />}
        </Soon>
        <div className="min-w-0">
          <Soon of={table} title="Alerts" loading={<PanelLoading title="Alerts" rows={8} rowHeight={48} />}>
            {(list) => (
              <AlertsPanel
                {...{ team, view, search, path, filter, list, newestAt, ruleCount: rules.length }}
                names={namesOf(list)}
                exports={exportLinks('alerts', team, search)}
              />
            )}
          </Soon>
        </div>
      </div>
    </>
  );
}
