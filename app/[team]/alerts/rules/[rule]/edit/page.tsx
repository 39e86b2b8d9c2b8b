import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '#components/ui/page-head.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { draftOf } from '#lib/alerts/rule-draft.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { getRuleRecord } from '#lib/queries/console-rules.ts';
import { decoded } from '../../../../../decoded.ts';
import { orNotFound } from '../../../../../or-not-found.ts';
import { RuleEditor } from '../../rule-editor.tsx';

export const metadata: Metadata = { title: 'Edit an alert rule' };

type Props = { params: Promise<{ team: string; rule: string }>; searchParams: Promise<Search> };

export default async function EditAlertRulePage({ params, searchParams }: Props) {
  const [encoded, view] = await Promise.all([params, readView(searchParams)]);
  const { team, rule: id } = decoded(encoded);
  const { scope, role } = await requireViewer();
  if (!can(role, 'alerts.acknowledge')) notFound();
  const { source, version, rule, team: owner } = await getRuleRecord(scope, id).catch(orNotFound);
  if (owner === 'all' && scope.teams !== 'all') notFound();
  const { teams: _, ...ofTeam } = source;
  const start = { owner, draft: draftOf(owner === 'all' ? source : ofTeam) };
  return (
    <>
      <PageHead
        title={`Edit ${rule?.title ?? id}`}
        sentence="What is saved holds within a minute; open alerts go on where it still fires, and end where it does not."
      />
      <RuleEditor {...{ team, view, scope, start }} changed={{ id, version }} path={paths.alertRule(team, id)} />
    </>
  );
}
