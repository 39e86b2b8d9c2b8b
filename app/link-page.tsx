import { DoorPage } from '#components/sign-in/door.tsx';
import { LinkForm } from '#components/sign-in/link-form.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { lookAtLink } from '#lib/auth/links.ts';
import { roles } from '#lib/catalog/roles.ts';

type Asked = { token?: string | string[] };

const words = {
  setup: {
    title: 'The first administrator',
    sentence: 'This link makes an administrator, once.',
    action: 'Make the administrator',
  },
  invitation: { title: 'Welcome', sentence: 'You were invited.', action: 'Sign in' },
  reset: { title: 'A new password', sentence: 'It ends every session of yours.', action: 'Set the password' },
} as const;

/** The page behind a link that was handed over: setup, invitation, new password. Looking at it does not use it up. */
export async function LinkPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const { token } = await searchParams;
  const link = typeof token === 'string' ? await lookAtLink(token) : null;
  if (!link || typeof token !== 'string') {
    return (
      <DoorPage title="This link opens nothing any more">
        <p className="text-ink-2">It was used, withdrawn, or has expired. Ask an administrator for a new one.</p>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </DoorPage>
    );
  }
  const { title, sentence, action } = words[link.purpose];
  const role = link.purpose === 'invitation' && link.role ? ` ${roles[link.role].title}: ${roles[link.role].sentence}` : '';
  return (
    <DoorPage title={title}>
      <p className="text-ink-2">{sentence + role}</p>
      <LinkForm token={token} email={link.email} asksName={link.personId === null} action={action} />
    </DoorPage>
  );
}
