import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { requireViewer } from '#lib/auth/session.ts';
import { Console, shellFor } from '../console.tsx';

export default async function TeamLayout({ children, params }: { children: ReactNode; params: Promise<{ team: string }> }) {
  const team = decodeURIComponent((await params).team);
  const viewer = await requireViewer();
  const shell = await shellFor(viewer, team);
  if (team !== 'all' && !shell.teams.some(({ slug }) => slug === team)) notFound();
  return (
    <Console shell={shell} viewer={viewer}>
      {children}
    </Console>
  );
}
