import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Shell } from '#components/shell/shell.tsx';
import { readLocalZone } from '#components/url/read-view.ts';
import { requireViewer } from '#lib/auth/session.ts';
import { roles } from '#lib/catalog/roles.ts';
import { getShell } from '#lib/queries/shell.ts';
import { clockFrom } from '#lib/time.ts';
import { orNotFound } from '../or-not-found.ts';

export default async function TeamLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string }> }) {
  const team = decodeURIComponent((await params).team);
  const viewer = await requireViewer();
  const shell = await getShell(viewer.scope, team, clockFrom(process.env).now()).catch(orNotFound);
  if (team !== 'all' && !shell.teams.some(({ slug }) => slug === team)) notFound();
  const { title, may, sees } = roles[viewer.role];
  const person = { name: viewer.person.name, role: title, may: sees === 'all' ? [...may, 'all teams' as const] : may };
  return (
    <Shell shell={shell} person={person} localZone={await readLocalZone()}>
      {children}
    </Shell>
  );
}
