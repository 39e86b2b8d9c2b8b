import { database } from '../db.ts';
import { retireGuests } from '../store/demo-guests.ts';
import { saveInvitation } from '../store/invitations.ts';
import { hashToken, newToken } from './tokens.ts';

const hours = 24;

const hasAdministrator = async (databaseUrl: string): Promise<boolean> => {
  const { rows } = await database(databaseUrl).pool.query(
    `select from person where role = 'administrator' and disabled_at is null and id not like 'demo:%' limit 1`,
  );
  return rows.length > 0;
};

/** A link that makes an administrator, once, within a day; the one before it is withdrawn. Whoever holds the database may have one. */
export async function makeSetupLink(databaseUrl: string, url: string): Promise<string> {
  const token = newToken();
  const row = {
    purpose: 'setup',
    role: 'administrator',
    teams: [] as string[],
    email: null,
    personId: null,
    madeBy: null,
  } as const;
  await saveInvitation(database(databaseUrl).pool, { ...row, tokenHash: hashToken(token), hours });
  return `${url}/setup#${token}`;
}

/** The link for the first administrator; null where there is one. */
export const firstSetupLink = async (databaseUrl: string, url: string): Promise<string | null> =>
  (await hasAdministrator(databaseUrl)) ? null : makeSetupLink(databaseUrl, url);

/** For a start with accounts of its own. */
export const leaveDemo = (databaseUrl: string): Promise<void> => retireGuests(database(databaseUrl), Date.now());
