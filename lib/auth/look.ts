import { can, permissions } from '../catalog/roles.ts';
import { database } from '../db.ts';
import { clientHeader } from '../http/client.ts';
import { shared } from '../process.ts';
import { journal } from '../store/journal.ts';
import { clockFrom, minuteMs } from '../time.ts';
import type { Caller } from './caller.ts';
import { systemScope, type TeamScope } from './scope.ts';
import type { Viewer } from './viewer.ts';

/** By what a person's page may be read: for who may see people's activity, and for oneself; null for others. */
export const activityScope = ({ person, role }: Viewer, id: string): TeamScope | null =>
  person.id === id || can(role, 'person.activity') ? systemScope() : null;

/** A page that stays open asks again and again; that is one look. */
const oneLookMs = 15 * minuteMs;
const mostKept = 10_000;
const looks = (): Map<string, number> => shared('looks', () => new Map<string, number>());

type Looker = { key: string; kind: Caller['kind']; id: string; name: string };
const lookerOf = ({ person, sessionId }: Viewer): Looker => ({ key: `session ${sessionId}`, kind: 'person', ...person });

type Noted = Pick<Parameters<typeof journal>[1], 'action' | 'subject' | 'result' | 'reason'>;

/** Writes a row, unless the same was noted a look ago. */
async function note({ key, kind, id, name }: Looker, noted: Noted, headers: Headers): Promise<void> {
  const once = `${key} ${noted.action} ${noted.subject?.kind} ${noted.subject?.id}`;
  if (Date.now() - (looks().get(once) ?? 0) < oneLookMs) return;
  await journal(database(), {
    at: clockFrom(process.env).now(),
    actor: { kind, id, name },
    ...noted,
    ip: headers.get(clientHeader),
    userAgent: headers.get('user-agent'),
  });
  if (looks().size >= mostKept) looks().clear();
  looks().set(once, Date.now());
}

/** Journals that somebody looks at the activity of another person. One's own is nobody's business. */
export async function noteLook(viewer: Viewer, { id, name }: { id: string; name: string }, headers: Headers): Promise<void> {
  if (id === viewer.person.id) return;
  await note(lookerOf(viewer), { action: 'person.view', subject: { kind: 'person', id, name } }, headers);
}

/** The same of people in AWS, by the names under which they are shown: once a person, however many pages of events are turned. */
export async function noteActivityLook(looker: Looker | Viewer, names: readonly string[], headers: Headers): Promise<void> {
  const by = 'person' in looker ? lookerOf(looker) : looker;
  for (const name of names) await note(by, { action: 'person.view', subject: { kind: 'principal', id: name, name } }, headers);
}

/** Journals that a page was refused. */
export const noteRefusal = (viewer: Viewer, page: string, headers: Headers): Promise<void> =>
  note(
    lookerOf(viewer),
    {
      action: 'access.denied',
      subject: { kind: 'page', id: page },
      result: 'denied',
      reason: `Your role may not ${permissions['person.activity']}.`,
    },
    headers,
  );
