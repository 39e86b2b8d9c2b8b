import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { OwnedDraft } from '#components/alerts/rule-url.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { readView } from '#components/url/read-view.ts';
import { firstValue } from '#components/url/search.ts';
import type { Search } from '#components/url/view-query.ts';
import { draftOf } from '#lib/alerts/rule-draft.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { findRuleSource } from '#lib/queries/rule-texts.ts';
import { RuleEditor } from '../rule-editor.tsx';

export const metadata: Metadata = { title: 'New alert rule' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

const usual = { kind: 'endpoint', severity: 'ticket' };

/** What the URL names to copy, under an id that is to be chosen; else an empty rule. */
async function startOf(scope: TeamScope, { team, search }: { team: string; search: Search }): Promise<OwnedDraft> {
  const copied = firstValue(search, 'copy');
  const found = copied === null ? null : await findRuleSource(scope, copied);
  const { teams: _, ...bound } = found?.source ?? {};
  // Of a team's rule the team is said apart.
  const source = found?.team == null || found.team === 'all' ? (found?.source ?? {}) : bound;
  return { owner: found?.team ?? team, draft: draftOf({ ...usual, ...source, id: '' }) };
}

export default async function NewAlertRulePage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const { scope, role } = await requireViewer();
  if (!can(role, 'alerts.acknowledge')) notFound();
  const start = await startOf(scope, { team, search: view.search });
  return (
    <>
      <PageHead title="New alert rule" sentence="Backtest it before it is saved: it says when it would have fired." />
      <RuleEditor {...{ team, view, scope, start }} changed={null} path={paths.newAlertRule(team)} />
    </>
  );
}
