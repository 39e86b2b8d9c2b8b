import type { Metadata } from 'next';
import { CodePanel } from '#components/account/code-panel.tsx';
import { PasskeyPanel } from '#components/account/passkey-panel.tsx';
import { PasswordPanel } from '#components/account/password-panel.tsx';
import { SessionPanel } from '#components/account/session-panel.tsx';
import { Link } from '#components/ui/link.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { getAccount } from '#lib/auth/account.ts';
import { requirePerson } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { roles } from '#lib/catalog/roles.ts';
import { Tokens } from './tokens.tsx';

export const metadata: Metadata = { title: 'Account' };

const Stale = () => (
  <Panel title="Factors" subtitle="changing them asks for a fresh sign-in">
    <p className="flex flex-wrap items-center gap-3 text-ink-2">
      You signed in more than ten minutes ago.
      <LinkButton href="/sign-in?again=1&to=/account" data-follow={undefined}>
        Sign in again
      </LinkButton>
    </p>
  </Panel>
);

const NeedsFactor = () => (
  <Panel title="Your role asks for a second factor">
    <p className="flex flex-wrap items-center gap-3 text-ink-2">
      Set up an authenticator app below, or add a passkey and sign in with it. Until then there is this page alone.
      <LinkButton href="/sign-in?again=1" data-follow={undefined}>
        Sign in again
      </LinkButton>
    </p>
  </Panel>
);

export default async function AccountPage({ searchParams }: { searchParams: Promise<Search> }) {
  const [viewer, view] = await Promise.all([requirePerson(), readView(searchParams)]);
  const { hasPassword, hasCode, passkeys, sessions } = await getAccount(viewer);
  const role = roles[viewer.role];
  const teams = role.sees === 'own' && ` Teams: ${viewer.teams.join(', ') || 'none yet'}.`;
  // The demo's clock may be another than the one by which people sign in.
  const moment = { zone: view.zone, now: Date.now() };
  return (
    <>
      <PageHead
        title={viewer.person.name}
        sentence={`${viewer.person.email}. ${role.title}: ${role.sentence}${teams || ''}`}
        actions={<Link href={paths.person(viewer.person.id)}>What you may do, and did</Link>}
      />
      {viewer.needsFactor && <NeedsFactor />}
      <SessionPanel sessions={sessions} currentId={viewer.sessionId} moment={moment} />
      {viewer.isFresh ? (
        <>
          <PasskeyPanel passkeys={passkeys} moment={moment} />
          {hasPassword && <CodePanel hasCode={hasCode} />}
        </>
      ) : (
        <Stale />
      )}
      {hasPassword && <PasswordPanel />}
      {!viewer.needsFactor && <Tokens viewer={viewer} moment={moment} />}
    </>
  );
}
