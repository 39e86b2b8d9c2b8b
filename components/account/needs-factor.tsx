import { LinkButton } from '#components/ui/link-button.tsx';
import { Panel } from '#components/ui/panel.tsx';

/** Stands above all else for whom a password alone is not enough. `hasFactor`: they have one, and did not sign in with it. */
export const NeedsFactor = ({ hasFactor }: { hasFactor: boolean }) => (
  <Panel title={hasFactor ? 'Sign in with your second factor' : 'One more step: a second factor'}>
    <p className="max-w-3xl pb-3 text-ink-2">
      {hasFactor
        ? 'You have a passkey but signed in with your password alone. Sign in again with the passkey; until then only this page is open.'
        : 'Set up an authenticator app or add a passkey, so that your password alone lets nobody in. Then the console opens.'}
    </p>
    <div className="flex flex-wrap gap-3">
      {hasFactor && (
        <LinkButton href="/sign-in?again=1" data-follow={undefined}>
          Sign in again
        </LinkButton>
      )}
      <form method="post" action="/api/auth/sign-out">
        <button type="submit" className="button" data-kind="quiet">
          Sign out
        </button>
      </form>
    </div>
  </Panel>
);
