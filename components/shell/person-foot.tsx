import { Link } from '#components/ui/link.tsx';
import { SignOut } from './sign-out.tsx';
import type { ShellPerson } from './types.ts';

/** Who is signed in, and the way out. */
export const PersonFoot = ({ person }: { person: ShellPerson }) => (
  <div className="person-foot">
    <Link href="/account">
      <span className="font-mid">{person.name}</span>
      <span className="text-ink-3">{person.role}</span>
    </Link>
    <SignOut />
  </div>
);
