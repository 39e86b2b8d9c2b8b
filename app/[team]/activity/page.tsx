import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { FollowList } from '#components/activity/follow-list.tsx';
import { NotYours } from '#components/activity/not-yours.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { subjectOf } from '#lib/audit/activity/subject.ts';
import { parseAuditFilter } from '#lib/audit/filter.ts';
import { noteActivityLook, noteRefusal } from '#lib/auth/look.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { getActivity } from '#lib/queries/activity.ts';
import { judgeWho } from '#lib/queries/person-names.ts';
import { settle } from '#lib/queries/settle.ts';
import { accountNames } from '#lib/queries/setup.ts';
import { SubjectActivity } from './subject-activity.tsx';

export const metadata: Metadata = { title: 'People and roles' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function ActivityPage({ params, searchParams }: Props) {
  const [{ team: encoded }, view] = await Promise.all([params, readView(searchParams)]);
  const team = decodeURIComponent(encoded);
  const viewer = await requireViewer();
  const { scope } = viewer;
  const filter = parseAuditFilter(view.search);
  const reader = { mayLook: can(viewer.role, 'person.activity'), email: viewer.person.email };
  const { whom, isDenied, looks } = await judgeWho(scope, filter, reader);
  if (isDenied) {
    await noteRefusal(viewer, 'activity', await headers());
    return <NotYours path={`${paths.section(team, 'activity')}${view.query}`} />;
  }
  await noteActivityLook(viewer, looks, await headers());
  const ask = { team, from: view.from, to: view.to, filter, whom };
  const subject = subjectOf(filter);
  if (subject) return <SubjectActivity scope={scope} ask={ask} subject={subject} view={view} />;
  const activity = settle(getActivity(scope, ask));
  return (
    <>
      <PageHead title="People and roles" sentence="whom and what events can be followed by" />
      <Soon of={activity} title="People and roles" loading={<PanelLoading title="People and roles" rows={16} />}>
        {(value) => <FollowList activity={value} names={accountNames()} team={team} view={view} />}
      </Soon>
    </>
  );
}
