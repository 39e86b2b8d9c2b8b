import type { JournalActionId } from '../catalog/journal-actions.ts';
import { database } from '../db.ts';
import { logFor } from '../log.ts';
import { journal } from '../store/journal.ts';
import { clockFrom } from '../time.ts';

/** What people do at the doors, and the journal's word for it. */
const actions = {
  'sign-in': 'session.sign-in',
  'sign-in.failed': 'session.sign-in-failed',
  'sign-out': 'session.sign-out',
  'session.end': 'session.revoke',
  'factor.add': 'factor.add',
  'factor.remove': 'factor.remove',
  'password.change': 'password.change',
  'invitation.use': 'person.join',
} as const satisfies Record<string, JournalActionId>;

export type Happening = {
  event: keyof typeof actions;
  /** Who did it, where that is known. */
  personId: string | null;
  /** The address it came from. */
  network: string | null;
  /** Whom or what it was done to, and how: ids and words, never an address or a secret. */
  about?: Readonly<Record<string, string | number>>;
};

const nameOf = async (personId: string): Promise<string> => {
  const { rows } = await database().pool.query<{ name: string }>('select name from person where id = $1', [personId]);
  return rows[0]?.name ?? personId;
};

/** The one place that hears of each: it is logged, and is a row of the journal when this resolves. */
export async function happened({ event, personId, network, about = {} }: Happening): Promise<void> {
  logFor('auth').info({ event, personId, network, ...about }, event);
  await journal(database(), {
    at: clockFrom(process.env).now(),
    actor:
      personId === null
        ? { kind: 'nobody', id: null, name: 'nobody' }
        : { kind: 'person', id: personId, name: await nameOf(personId) },
    action: actions[event],
    result: event === 'sign-in.failed' ? 'failed' : 'ok',
    ip: network,
    after: Object.keys(about).length > 0 ? about : undefined,
  });
}
