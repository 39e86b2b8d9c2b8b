import { LinkButton } from '#components/ui/link-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { signInAgain } from '#components/url/sign-in-again.ts';

/** Stands where grave things would be done, for who signed in too long ago. */
export const StaleSignIn = ({ title, path }: { title: string; path: string }) => (
  <Panel title={title} subtitle="needs a fresh sign-in">
    <p className="flex flex-wrap items-center gap-3 text-ink-2">
      You signed in more than ten minutes ago.
      <LinkButton href={signInAgain(path)} data-follow={undefined}>
        Sign in again
      </LinkButton>
    </p>
  </Panel>
);
