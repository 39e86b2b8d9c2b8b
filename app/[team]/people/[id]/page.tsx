import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { TokenTable } from '#components/account/token-table.tsx';
import { JournalTable } from '#components/journal/journal-table.tsx';
import { ChangePanels } from '#components/people/change-panels.tsx';
import { RightsPanel } from '#components/people/rights-panel.tsx';
import { SessionTable } from '#components/people/session-table.tsx';
import { StaleSignIn } from '#components/people/stale-sign-in.tsx';
import { factorWords, StateWord } from '#components/people/words.tsx';
import { TableFrame } from '#components/table/table-frame.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { PanelLoading } from '#components/ui/panel-states.tsx';
import { Soon } from '#components/ui/soon.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { listTokens } from '#lib/auth/held-tokens.ts';
import { activityScope, noteLook } from '#lib/auth/look.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { signInConfig } from '#lib/auth/sign-in-config.ts';
import { paths } from '#lib/catalog/paths.ts';
import { can, roles } from '#lib/catalog/roles.ts';
import { getPerson, listPersonSessions } from '#lib/queries/people.ts';
import { listPersonActivity } from '#lib/queries/person-activity.ts';
import { settle } from '#lib/queries/settle.ts';
import { listTeamSizes } from '#lib/queries/team-sizes.ts';
import { decoded } from '../../../decoded.ts';
import { orNotFound } from '../../../or-not-found.ts';

export const metadata: Metadata = { title: 'Person' };

type Props = { params: Promise<{ team: string; id: string }>; searchParams: Promise<Search> };

const mostShown = 100;

export default async function PersonPage({ params, searchParams }: Props) {
  const [given, view, viewer] = await Promise.all([params, readView(searchParams), requireViewer()]);
  const { team, id } = decoded(given);
  const scope = activityScope(viewer, id);
  if (team !== 'all' || scope === null) notFound();
  const person = await getPerson(scope, id).catch(orNotFound);
  await noteLook(viewer, person, await headers());
  const manages = can(viewer.role, 'people.manage');
  const sessions = manages || id === viewer.person.id ? settle(listPersonSessions(scope, id)) : null;
  const tokens = can(viewer.role, 'tokens.manage') ? settle(listTokens(id)) : null;
  const activity = settle(listPersonActivity(scope, id, mostShown));
  const teams = settle(
    listTeamSizes(viewer.scope).then((rows) => rows.map(({ slug }) => slug).filter((slug) => slug !== 'unowned')),
  );
  const moment = { zone: view.zone, now: Date.now() };
  return (
    <>
      <PageHead
        title={person.name}
        sentence={
          <>
            {person.email}. {roles[person.role].title}, <StateWord person={person} />; signs in with {factorWords(person)}.
          </>
        }
      />
      <RightsPanel person={person} />
      {manages && !person.isDemo && viewer.isFresh && (
        <Soon of={teams} title="Role and teams" loading={<PanelLoading title="Role and teams" rows={4} />}>
          {(slugs) => (
            <ChangePanels person={person} teams={slugs} hasPasswords={signInConfig().password} isSelf={id === viewer.person.id} />
          )}
        </Soon>
      )}
      {manages && !person.isDemo && !viewer.isFresh && <StaleSignIn title="Role, teams and access" path={paths.person(id)} />}
      {manages && person.isDemo && (
        <Panel title="Role and teams" subtitle="of the demo">
          <p className="text-ink-2">People of the demo cannot be changed: they are gone once a real account is configured.</p>
        </Panel>
      )}
      {sessions && (
        <Soon of={sessions} title="Sessions" loading={<PanelLoading title="Sessions" rows={2} />}>
          {(rows) => <SessionTable sessions={rows} moment={moment} />}
        </Soon>
      )}
      {tokens && (
        <Soon of={tokens} title="Tokens" loading={<PanelLoading title="Tokens" rows={2} />}>
          {(rows) => <TokenTable tokens={rows} moment={moment} empty="No tokens." />}
        </Soon>
      )}
      <Soon of={activity} title="Activity" loading={<PanelLoading title="Activity" rows={8} />}>
        {(rows) => (
          <TableFrame
            title="Activity"
            subtitle={`the newest ${mostShown} rows of the journal${id === viewer.person.id ? '' : '; your looking at this page is one'}`}
          >
            <JournalTable rows={rows} view={view} empty="This person has done nothing yet." />
          </TableFrame>
        )}
      </Soon>
    </>
  );
}
