import type { ReactNode } from 'react';
import { FollowLinks } from './follow-links.tsx';
import { Keys } from './keys.tsx';
import { LiveRefresh } from './live-refresh.tsx';
import { Sidebar } from './sidebar.tsx';
import { TitleCount } from './title-count.tsx';
import { Topbar } from './topbar.tsx';
import type { ShellData, ShellPerson } from './types.ts';

/** `localZone` is the reader's IANA zone, where it is known. */
export type ShellProps = { shell: ShellData; person: ShellPerson; localZone?: string | undefined; children: ReactNode };

/** What stands around every page: skip link, sidebar, top bar, keys and live refresh. */
export function Shell({ shell, person, localZone, children }: ShellProps) {
  return (
    <div className="shell">
      <a href="#main" className="skip">
        Skip to content
      </a>
      <Sidebar shell={shell} person={person} />
      <div className="shell-main">
        <Topbar shell={shell} localZone={localZone} />
        <main id="main" tabIndex={-1} className="sheet outline-none">
          {children}
        </main>
      </div>
      <FollowLinks />
      <Keys team={shell.team} now={shell.now} />
      <LiveRefresh />
      <TitleCount team={shell.team} count={shell.counts.alerts} now={shell.now} />
    </div>
  );
}
