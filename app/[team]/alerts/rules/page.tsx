import type { Metadata } from 'next';
import { RulesTable } from '#components/alerts/rules-table.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import { hrefWith } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { formatCount } from '#lib/format.ts';
import { tallyAlerts } from '#lib/queries/alert-tallies.ts';
import { allRules } from '#lib/queries/rules.ts';
import { settle } from '#lib/queries/settle.ts';
import { dayMs } from '#lib/time.ts';

export const metadata: Metadata = { title: 'Alert rules' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

/** Of so many days a rule's worth is told. */
const days = 30;

export default async function AlertRulesPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { scope } = await requireViewer();
  const rules = allRules();
  const alerts = paths.section(team, 'alerts');
  const tallies = settle(tallyAlerts(scope, { team, now: view.now, from: view.now - days * dayMs }));
  return (
    <>
      <PageHead
        title="Alert rules"
        sentence={`${formatCount(rules.length, 'rule is', 'rules are')} on: what each fires at, and whether anybody looks when it does`}
      />
      <Soon of={tallies} title="Rules" loading={<PanelLoading title="Rules" rows={8} rowHeight={48} />}>
        {(list) => (
          <RulesTable
            {...{ view, rules, tallies: list }}
            since={`the last ${days} days`}
            alertsHref={(rule) => hrefWith(alerts, view.search, { rule, range: `${days}d`, from: null, to: null })}
          />
        )}
      </Soon>
    </>
  );
}
