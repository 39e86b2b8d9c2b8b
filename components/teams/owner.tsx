import { Link } from '#components/ui/link.tsx';

/** The team that something is attributed to, with the reason beside it. */
export function Owner({ team, reason, href }: { team: string; reason: string; href: string }) {
  return (
    <>
      <Link href={href}>{team}</Link> <span className="text-ink-3">· {reason}</span>
    </>
  );
}
