import { BacktestPanel } from '#components/alerts/backtest-panel.tsx';
import { metricChoices, ruleKinds } from '#components/alerts/rule-choices.ts';
import { RuleForm } from '#components/alerts/rule-form.tsx';
import { draftInUrl, isBacktestAsked, type OwnedDraft } from '#components/alerts/rule-url.ts';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import type { View } from '#components/url/view.ts';
import type { Search } from '#components/url/view-query.ts';
import { conditionOf } from '#lib/alerts/own-rule.ts';
import { draftSource } from '#lib/alerts/rule-draft.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { paths } from '#lib/catalog/paths.ts';
import { isResourceKind, kindRow } from '#lib/catalog/resource-kinds.ts';
import { formatCount } from '#lib/format.ts';
import { listFirings } from '#lib/queries/backtests.ts';
import { countMatches, type RuleMatches } from '#lib/queries/rule-matches.ts';
import { scopeOfDraft, tryRule } from '#lib/queries/rule-texts.ts';
import { settle } from '#lib/queries/settle.ts';
import { listTeams } from '#lib/queries/shell.ts';
import { dayMs } from '#lib/time.ts';

const backtestDays = 15;
/** So many are judged minute by minute in a moment; the command line judges all. */
const mostJudged = 100;

export type RuleEditorProps = {
  team: string;
  view: View & { search: Search };
  scope: TeamScope;
  /** What the form begins with, unless the URL says a draft. */
  start: OwnedDraft;
  /** The rule that is changed; null: a new one. */
  changed: { id: string; version: number } | null;
  path: string;
};

function matchWords(kind: string, { matched, living, names }: RuleMatches): string {
  if (!isResourceKind(kind)) return '';
  const { one, many } = kindRow(kind);
  if (living === 0) return `There are no ${many} now.`;
  const shown = names.length === 0 ? '' : `: ${names.join(', ')}${names.length < matched ? ', …' : ''}`;
  return `Watches ${matched} of ${formatCount(living, one, many)}${shown}`;
}

/** Whose a rule can be: of the teams that the reader sees, and of all by who sees all. */
async function ownerChoices(scope: TeamScope) {
  const teams = await listTeams(scope);
  return [
    ...(scope.teams === 'all' ? [{ value: 'all', label: 'All teams' }] : []),
    ...teams.map(({ slug, name }) => ({ value: slug, label: slug === 'unowned' ? 'What no team owns' : name })),
  ];
}

/** The form for a rule, and what it would have told as it is written there. */
export async function RuleEditor({ team, view, scope, start, changed, path }: RuleEditorProps) {
  const { search, query, now } = view;
  const isAsked = isBacktestAsked(search);
  const teams = await ownerChoices(scope);
  const asked = draftInUrl(search) ?? start;
  const of = changed ? start.owner : asked.owner;
  const owner = changed || teams.some(({ value }) => value === of) ? of : (teams[0]?.value ?? '');
  const source = draftSource(asked.draft);
  const kind = String(source.kind ?? 'endpoint');
  const matches = await settle(countMatches(scope, { kind, scope: scopeOfDraft(owner, source) }));
  const { rule, problems } = tryRule(owner, source);
  const told =
    isAsked && rule ? settle(listFirings(scope, rule, { from: now - backtestDays * dayMs, now, most: mostJudged })) : null;
  return (
    <>
      <Panel
        title={changed ? `Rule ${changed.id}` : 'New rule'}
        subtitle={changed ? `of ${owner === 'all' ? 'all teams' : owner}` : undefined}
      >
        <RuleForm
          draft={asked.draft}
          owner={owner}
          changed={changed}
          problems={isAsked ? (problems ?? []) : []}
          matches={matches.ok ? matchWords(kind, matches.value) : ''}
          kinds={ruleKinds}
          metrics={metricChoices()}
          teams={teams}
          path={path}
          query={query}
          done={`${paths.alertRules(team)}${query}`}
        />
      </Panel>
      {told && rule && (
        <Soon of={told} title="Backtest" loading={<PanelLoading title="Backtest" rows={4} />}>
          {(result) => <BacktestPanel {...{ team, view, result }} kind={rule.kind} condition={conditionOf(rule.test)} />}
        </Soon>
      )}
    </>
  );
}
