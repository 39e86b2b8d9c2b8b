import type { ReactNode } from 'react';
import { Shell } from '#components/shell/shell.tsx';
import { readLocalZone } from '#components/url/read-view.ts';
import type { Viewer } from '#lib/auth/viewer.ts';
import { roles } from '#lib/catalog/roles.ts';
import { getShell, type ShellRecord } from '#lib/queries/shell.ts';
import { clockFrom } from '#lib/time.ts';
import { orNotFound } from './or-not-found.ts';

/** What stands around a team's pages for this viewer; another's team is not found. */
export const shellFor = ({ scope }: Viewer, team: string): Promise<ShellRecord> =>
  getShell(scope, team, clockFrom(process.env).now()).catch(orNotFound);

/** The shell, with who is signed in. */
export async function Console({ shell, viewer, children }: { shell: ShellRecord; viewer: Viewer; children: ReactNode }) {
  const { title, may, sees } = roles[viewer.role];
  const person = { name: viewer.person.name, role: title, may: sees === 'all' ? [...may, 'all teams' as const] : may };
  return (
    <Shell shell={shell} person={person} localZone={await readLocalZone()}>
      {children}
    </Shell>
  );
}
