import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { DemoPeople } from '#components/sign-in/demo-people.tsx';
import { DoorPage } from '#components/sign-in/door.tsx';
import { Problem } from '#components/sign-in/field.tsx';
import { PasskeyButton } from '#components/sign-in/passkey-button.tsx';
import { SignInForm } from '#components/sign-in/sign-in-form.tsx';
import { SsoButton } from '#components/sign-in/sso-button.tsx';
import { demoPeople, isDemoOpen } from '#lib/auth/demo-people.ts';
import { returnPath } from '#lib/auth/return-path.ts';
import { getViewer } from '#lib/auth/session.ts';
import { signInConfig } from '#lib/auth/sign-in-config.ts';
import { isSsoRefusal, ssoRefusals } from '#lib/auth/sso-refusals.ts';
import { roles } from '#lib/catalog/roles.ts';

export const metadata: Metadata = { title: 'Sign in' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const choices = demoPeople.map(({ id, name, role, teams }) => ({
  key: id.replace('demo:', ''),
  name: teams.length > 0 ? `${name} of team ${teams.join(', ')}` : name,
  sentence: roles[role].sentence,
}));

/** `to` is the page that sent the reader here; `again` asks who is signed in to prove it afresh; `why` is what single sign-on said. */
export default async function SignInPage({ searchParams }: Props) {
  const { to: asked, again, why } = await searchParams;
  const { password, oidc } = signInConfig();
  const to = returnPath(asked);
  if (again === undefined && !isSsoRefusal(why) && (await getViewer())) redirect(to);
  return (
    <DoorPage title="Sign in">
      {isSsoRefusal(why) && <Problem why={ssoRefusals[why]} />}
      {isDemoOpen(process.env) && <DemoPeople people={choices} to={to} />}
      {oidc && <SsoButton name={oidc.name} to={to} again={again !== undefined} />}
      {password && <SignInForm to={to} />}
      <PasskeyButton to={to} />
    </DoorPage>
  );
}
