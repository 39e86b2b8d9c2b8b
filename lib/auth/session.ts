import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { pathHeader } from '../http/client.ts';
import { signInPath } from './return-path.ts';
import { findViewer, sessionCookie, type Viewer } from './viewer.ts';

/** Who looks at this page; null for nobody. Asked once a request, however many ask. */
export const getViewer = cache(async (): Promise<Viewer | null> => findViewer((await cookies()).get(sessionCookie)?.value));

/** Who looks at their own account: also who still needs a second factor. Nobody is sent to sign in, and from there back here. */
export async function requirePerson(): Promise<Viewer> {
  const viewer = await getViewer();
  if (viewer) return viewer;
  redirect(signInPath((await headers()).get(pathHeader) ?? '/'));
}

/** Who looks at any other page. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await requirePerson();
  if (viewer.needsFactor) redirect('/account');
  return viewer;
}
