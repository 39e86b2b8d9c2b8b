import type { Metadata } from 'next';
import { type MadeRule, MadeRulesPanel } from '#components/alerts/made-rules-panel.tsx';
import { RulesTable } from '#components/alerts/rules-table.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import { hrefWith } from '#components/url/search.ts';
import { type Search, searchOf } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { formatCount } from '#lib/format.ts';
import { tallyAlerts } from '#lib/queries/alert-tallies.ts';
import { listRuleRecords, type RuleRecord } from '#lib/queries/console-rules.ts';
import { yamlOf } from '#lib/queries/rule-texts.ts';
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
  const { scope, role } = await requireViewer();
  const rules = await allRules(scope);
  const alerts = paths.section(team, 'alerts');
  const tallies = settle(tallyAlerts(scope, { team, now: view.now, from: view.now - days * dayMs }));
  const made = settle(listRuleRecords(scope, { team }));
  const mayMake = view.asOf === null && can(role, 'alerts.acknowledge');
  const mayChange = (owner: string | null): boolean => mayMake && owner !== null && (owner !== 'all' || scope.teams === 'all');
  const kept = searchOf(new URLSearchParams(view.query));
  const newHref = hrefWith(paths.newAlertRule(team), kept, {});
  const editHref = (id: string, owner: string | null) =>
    mayChange(owner) ? hrefWith(paths.alertRule(team, id), kept, {}) : null;
  const madeRule = ({ rule, source, ...row }: RuleRecord): MadeRule => ({
    ...{ ...row, title: rule?.title ?? row.id, yaml: yamlOf(source) },
    editHref: editHref(row.id, row.team),
  });
  return (
    <>
      <PageHead
        title="Alert rules"
        sentence={`${formatCount(rules.length, 'rule is', 'rules are')} on: what each fires at, and whether anybody looks when it does`}
        actions={mayMake && <LinkButton href={newHref}>New rule</LinkButton>}
      />
      <Soon of={tallies} title="Rules" loading={<PanelLoading title="Rules" rows={8} rowHeight={48} />}>
        {(list) => (
          <RulesTable
            {...{ view, rules, tallies: list }}
            since={`the last ${days} days`}
            alertsHref={(rule) => hrefWith(alerts, view.search, { rule, range: `${days}d`, from: null, to: null })}
            editHref={({ id, owner }) => editHref(id, owner)}
            copyHref={({ id, isOwn }) => (mayMake && isOwn ? hrefWith(paths.newAlertRule(team), kept, { copy: id }) : null)}
          />
        )}
      </Soon>
      <Soon of={made} title="Made in the console" loading={<PanelLoading title="Made in the console" rows={3} />}>
        {(list) => (
          <MadeRulesPanel
            rules={list.map(madeRule)}
            view={view}
            download={hrefWith('/api/v1/alert-rules', {}, { team, format: 'yaml' })}
          />
        )}
      </Soon>
    </>
  );
}
