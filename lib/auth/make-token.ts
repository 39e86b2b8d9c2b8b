import type { PoolClient } from 'pg';
import { type Permission, permissions as sentences } from '../catalog/roles.ts';
import { TrailwatchError } from '../errors.ts';
import { saveToken } from '../store/tokens.ts';
import type { Caller } from './caller.ts';
import { hashToken, newApiToken } from './tokens.ts';

export type TokenRequest = { name: string; permissions: readonly Permission[]; teams: readonly string[] | null; days: number };
type MadeToken = { id: string; token: string; expiresAt: Date };

/**
 * A key of the API, shown this once.
 * @throws TrailwatchError `denied` for what the owner may not do or see, `conflict` for who has enough
 */
export async function makeToken(client: PoolClient, caller: Caller, asked: TokenRequest): Promise<MadeToken> {
  const beyond = asked.permissions.find((permission) => !caller.may(permission));
  if (beyond) throw new TrailwatchError('denied', `You may not ${sentences[beyond]}, so no token of yours may.`);
  const { teams: seen } = caller.scope;
  const foreign = asked.teams?.find((team) => seen !== 'all' && !seen.includes(team));
  if (foreign !== undefined) throw new TrailwatchError('denied', `You do not see the team ${foreign}.`);
  const token = newApiToken();
  const { id, expiresAt } = await saveToken(client, { ...asked, tokenHash: hashToken(token), personId: caller.personId });
  return { id, token, expiresAt };
}
