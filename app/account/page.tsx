import type { Metadata } from 'next';
import { CodePanel } from '#components/account/code-panel.tsx';
import { NeedsFactor } from '#components/account/needs-factor.tsx';
import { PasskeyPanel } from '#components/account/passkey-panel.tsx';
import { PasswordPanel } from '#components/account/password-panel.tsx';
import { SessionPanel } from '#components/account/session-panel.tsx';
import { StaleSignIn } from '#components/people/stale-sign-in.tsx';
import { Link } from '#components/ui/link.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readView } from '#components/url/read-view.ts';
import type { Search } from '#components/url/view-query.ts';
import { getAccount } from '#lib/auth/account.ts';
import { requirePerson } from '#lib/auth/session.ts';
import { paths } from '#lib/catalog/paths.ts';
import { roles } from '#lib/catalog/roles.ts';
import { Tokens } from './tokens.tsx';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage({ searchParams }: { searchParams: Promise<Search> }) {
  const [viewer, view] = await Promise.all([requirePerson(), readView(searchParams)]);
  const { hasPassword, hasCode, recoveryCodes, passkeys, sessions } = await getAccount(viewer);
  const role = roles[viewer.role];
  const teams = role.sees === 'own' && ` Teams: ${viewer.teams.join(', ') || 'none yet'}.`;
  // The demo's clock may be another than the one by which people sign in.
  const moment = { zone: view.zone, now: Date.now() };
  const { needsFactor, isFresh } = viewer;
  const hasFactor = hasCode || passkeys.length > 0;
  const to = needsFactor ? '/all' : '/account';
  const factors = (
    <>
      {hasPassword && <CodePanel hasCode={hasCode} recoveryCodes={recoveryCodes} to={to} />}
      <PasskeyPanel passkeys={passkeys} moment={moment} to={to} />
    </>
  );
  return (
    <>
      <PageHead
        title={viewer.person.name}
        sentence={`${viewer.person.email}. ${role.title}: ${role.sentence}${teams || ''}`}
        actions={!needsFactor && <Link href={paths.person(viewer.person.id)}>What you may do, and did</Link>}
      />
      {needsFactor && <NeedsFactor hasFactor={hasFactor} />}
      {!needsFactor && <SessionPanel sessions={sessions} currentId={viewer.sessionId} moment={moment} isFresh={isFresh} />}
      {!isFresh && <StaleSignIn title="Factors" path="/account" />}
      {isFresh && !(needsFactor && hasFactor) && factors}
      {!needsFactor && hasPassword && <PasswordPanel />}
      {!needsFactor && <Tokens viewer={viewer} moment={moment} />}
    </>
  );
}
