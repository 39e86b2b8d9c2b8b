import type { PoolClient } from 'pg';
import { notFound } from '../errors.ts';
import { removeWaysIn } from '../store/lost-factors.ts';
import { normalizeEmail } from './email.ts';
import { makeResetLink } from './make-links.ts';

type Asked = { id: string; name: string; reason: string /** Null for the command line. */; madeBy: string | null };

/**
 * For who lost their app and recovery codes: all their ways in are closed but one link for a new password, which is handed over once it
 * is clear who asks. What the journal is to keep comes with it.
 * @throws TrailwatchError `not_found`, `conflict` for a person of the demo
 */
export async function rescue(client: PoolClient, { id, name, reason, madeBy }: Asked) {
  const { sessionsEnded, ...removed } = await removeWaysIn(client, id);
  const { link } = await makeResetLink(client, madeBy, id);
  const deed = {
    action: 'person.rescue' as const,
    subject: { kind: 'person', id, name },
    reason,
    before: removed,
    after: { sessionsEnded, resetLinkUntil: link.expiresAt.toISOString() },
  };
  return { ...link, sessionsEnded, deed };
}

/** @throws TrailwatchError `invalid`, `not_found` */
export async function personByEmail(client: PoolClient, email: string): Promise<{ id: string; name: string }> {
  const { rows } = await client.query<{ id: string; name: string }>(
    'select id, name from person where email = $1 and disabled_at is null for update',
    [normalizeEmail(email)],
  );
  if (rows[0]) return rows[0];
  throw notFound('An active person with this e-mail address');
}
