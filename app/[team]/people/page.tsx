import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { InvitationTable } from '#components/people/invitation-table.tsx';
import { InvitePanel, NobodyInvited } from '#components/people/invite-panel.tsx';
import { PersonTable } from '#components/people/person-table.tsx';
import { StaleSignIn } from '#components/people/stale-sign-in.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { signInConfig } from '#lib/auth/sign-in-config.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can } from '#lib/catalog/roles.ts';
import { listOpenInvitations, listPeople } from '#lib/queries/people.ts';
import { settle } from '#lib/queries/settle.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';

export const metadata: Metadata = { title: 'People' };

type Props = { params: Promise<{ team: string }>; searchParams: Promise<Search> };

export default async function PeoplePage({ params, searchParams }: Props) {
  const [{ team }, view] = await Promise.all([params, readView(searchParams)]);
  const { role, scope, isFresh } = await requireViewer();
  if (team !== 'all' || !can(role, 'people.manage')) notFound();
  const people = settle(listPeople(scope));
  const invitations = settle(listOpenInvitations(scope));
  const teams = settle(listTeamSizes(scope).then((rows) => rows.map(({ slug }) => slug).filter((slug) => slug !== 'unowned')));
  // People sign in by the database's clock, whatever the demo's says.
  const moment = { zone: view.zone, now: Date.now() };
  return (
    <>
      <PageHead title="People" sentence="Who may sign in, what they may do, and whose data they see." />
      <Soon of={people} title="People" loading={<PanelLoading title="People" rows={6} />}>
        {(rows) => <PersonTable people={rows} moment={moment} query={view.query} />}
      </Soon>
      <Soon of={invitations} title="Open links" loading={<PanelLoading title="Open links" rows={2} />}>
        {(rows) => <InvitationTable invitations={rows} moment={moment} isFresh={isFresh} />}
      </Soon>
      {!signInConfig().password && <NobodyInvited />}
      {signInConfig().password && isFresh && (
        <Soon of={teams} title="Invite somebody" loading={<PanelLoading title="Invite somebody" rows={4} />}>
          {(slugs) => <InvitePanel teams={slugs} />}
        </Soon>
      )}
      {signInConfig().password && !isFresh && <StaleSignIn title="Invite somebody" path={paths.section('all', 'people')} />}
    </>
  );
}
