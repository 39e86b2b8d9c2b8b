import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AssignmentTable } from '#components/owners/assignment-table.tsx';
import { InboxPanel } from '#components/owners/inbox-panel.tsx';
import { MoveTable } from '#components/owners/move-table.tsx';
import { PreviewForm } from '#components/owners/preview-form.tsx';
import { RuleTable } from '#components/owners/rule-table.tsx';
import { SizeTable } from '#components/owners/size-table.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { exportLinks } from '#components/url/export-links.ts';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { listAssignments } from '#lib/queries/assignments.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { getRuleBook, listRuleMoves } from '#lib/queries/team-rules.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';
import { listUnowned } from '#lib/queries/unowned.ts';
import { parseRuleDraft, ruleYaml } from '#lib/teams/rule-draft.ts';

export const metadata: Metadata = { title: 'Teams' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const fieldsOf = (search: Search) => {
  const text = (name: string, usual = '') => firstValue(search, name) ?? usual;
  return {
    match: text('match', 'resource'),
    kind: text('kind'),
    name: text('name'),
    give: text('give'),
    place: text('place', 'last'),
  };
};

export default async function TeamsPage({ params, searchParams }: Props) {
  const [{ team }, view] = await Promise.all([params, readView(searchParams)]);
  const { role, scope } = await requireViewer();
  // Who owns what, and what nobody owns, is for those who see all.
  if (team !== 'all' || scope.teams !== 'all') notFound();
  const { search, query } = view;
  const fields = fieldsOf(search);
  const draft = parseRuleDraft(fields);
  const sizes = settle(listTeamSizes(scope));
  const book = settle(getRuleBook(scope));
  const moves = draft !== null && typeof draft !== 'string' ? settle(listRuleMoves(scope, draft)) : null;
  const owners = settle(
    Promise.all([listUnowned(scope), listTeamSizes(scope)]).then(([inbox, rows]) => ({
      inbox,
      teams: rows.map(({ slug }) => slug).filter((slug) => slug !== 'unowned'),
    })),
  );
  const assignments = settle(listAssignments(scope));
  const about = { canAssign: can(role, 'teams.manage'), names: accountNames() };
  const path = paths.section('all', 'teams');
  return (
    <>
      <PageHead title="Teams" sentence="Who owns what, and why: by hand, by tag, by rule, or by what holds it." />
      <Soon of={sizes} title="Teams" loading={<PanelLoading title="Teams" rows={8} />}>
        {(rows) => <SizeTable teams={rows} query={query} exports={exportLinks('team-sizes', team, search)} />}
      </Soon>
      <Soon of={book} title="Rules" loading={<PanelLoading title="Rules" rows={8} />}>
        {(value) => <RuleTable book={value} exports={exportLinks('team-rules', team, search)} />}
      </Soon>
      <Panel title="What would this rule move" subtitle="tried against the inventory as it stands; nothing is saved">
        <Soon of={owners} loading={<PanelLoading rows={2} />}>
          {({ teams }) => <PreviewForm fields={fields} teams={teams} path={path} search={search} />}
        </Soon>
        {typeof draft === 'string' && (
          <p role="alert" className="door-problem">
            {draft}
          </p>
        )}
        {moves && draft !== null && typeof draft !== 'string' && (
          <Soon of={moves} loading={<PanelLoading rows={6} />}>
            {(answer) => <MoveTable answer={answer} yaml={ruleYaml(draft.rule)} query={query} />}
          </Soon>
        )}
      </Panel>
      <Soon of={owners} title="Unowned" loading={<PanelLoading title="Unowned" rows={8} />}>
        {(value) => <InboxPanel {...value} {...about} exports={exportLinks('unowned', team, search)} />}
      </Soon>
      <Soon of={assignments} title="Set by hand" loading={<PanelLoading title="Set by hand" rows={3} />}>
        {(rows) => (
          <AssignmentTable
            rows={rows}
            view={view}
            canAssign={about.canAssign}
            exports={exportLinks('assignments', team, search)}
          />
        )}
      </Soon>
    </>
  );
}
