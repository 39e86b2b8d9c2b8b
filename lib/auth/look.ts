import { can } from '../catalog/roles.ts';
import { database } from '../db.ts';
import { clientHeader } from '../http/client.ts';
import { shared } from '../process.ts';
import { journal } from '../store/journal.ts';
import { clockFrom, minuteMs } from '../time.ts';
import { systemScope, type TeamScope } from './scope.ts';
import type { Viewer } from './viewer.ts';

/** By what a person's page may be read: for who may see people's activity, and for oneself; null for others. */
export const activityScope = ({ person, role }: Viewer, id: string): TeamScope | null =>
  person.id === id || can(role, 'person.activity') ? systemScope() : null;

/** A page that stays open asks again and again; that is one look. */
const oneLookMs = 15 * minuteMs;
const mostKept = 10_000;
const looks = (): Map<string, number> => shared('looks', () => new Map<string, number>());

/** Journals that somebody looks at the activity of another person. One's own is nobody's business. */
export async function noteLook(viewer: Viewer, subject: { id: string; name: string }, headers: Headers): Promise<void> {
  if (subject.id === viewer.person.id) return;
  const key = `${viewer.sessionId} ${subject.id}`;
  if (Date.now() - (looks().get(key) ?? 0) < oneLookMs) return;
  await journal(database(), {
    at: clockFrom(process.env).now(),
    actor: { kind: 'person', id: viewer.person.id, name: viewer.person.name },
    action: 'person.view',
    subject: { kind: 'person', ...subject },
    ip: headers.get(clientHeader),
    userAgent: headers.get('user-agent'),
  });
  if (looks().size >= mostKept) looks().clear();
  looks().set(key, Date.now());
}
