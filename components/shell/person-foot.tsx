import { Link } from '#components/ui/link.tsx';
import type { ShellPerson } from './types.ts';

/** Who is signed in, and the way out: a plain form, so that it works without any script. */
export const PersonFoot = ({ person }: { person: ShellPerson }) => (
  <div className="person-foot">
    <Link href="/account">
      <span className="font-mid">{person.name}</span>
      <span className="text-ink-3">{person.role}</span>
    </Link>
    <form method="post" action="/api/auth/sign-out">
      <button type="submit" className="button" data-kind="quiet">
        Sign out
      </button>
    </form>
  </div>
);
