import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Shell } from '#components/shell/shell.tsx';
import { readLocalZone } from '#components/url/read-view.ts';
import { localOperatorScope } from '#lib/auth/scope.ts';
import { getShell } from '#lib/queries/shell.ts';
import { clockFrom } from '#lib/time.ts';

export default async function TeamLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string }> }) {
  const team = decodeURIComponent((await params).team);
  const shell = await getShell(localOperatorScope(), team, clockFrom(process.env).now());
  if (team !== 'all' && !shell.teams.some(({ slug }) => slug === team)) notFound();
  return (
    <Shell shell={shell} localZone={await readLocalZone()}>
      {children}
    </Shell>
  );
}
