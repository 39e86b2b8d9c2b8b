import type { ReactNode } from 'react';
import { Mark } from '#components/shell/icons.tsx';
import { LiveRefresh } from '#components/shell/live-refresh.tsx';
import { requirePerson } from '#lib/auth/session.ts';
import { Console, shellFor } from '../console.tsx';

/** One's own account stands in the shell of every page; alone, until the role's second factor is there. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const viewer = await requirePerson();
  if (viewer.needsFactor) {
    return (
      <main className="sheet min-h-dvh bg-surface">
        <div className="door-brand px-(--gutter) pt-4">
          <Mark />
          <span className="font-head">Trailwatch</span>
        </div>
        {children}
        <LiveRefresh />
      </main>
    );
  }
  return (
    <Console shell={await shellFor(viewer, 'all')} viewer={viewer}>
      {children}
    </Console>
  );
}
