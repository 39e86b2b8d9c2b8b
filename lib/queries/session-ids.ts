import { nothing, type SessionField } from '#lib/audit/filter.ts';
import type { Ids } from '#lib/audit/search/clause.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { arePeopleHidden } from './pseudonyms.ts';
import { walled } from './walled.ts';

/** What a session says in each respect. An access key is asked for as it stands in its index. */
const said = {
  key: 'access_key_id',
  sourceIdentity: 'source_identity',
  identityUser: 'identity_user',
  mfa: `case when mfa then 'yes' when mfa is null then 'not said' else 'no' end`,
} as const satisfies Record<SessionField, string>;

/** Where people are hidden, what names one names nobody; that nobody is named may still be asked. */
const isHidden = (field: SessionField): boolean => (field === 'sourceIdentity' || field === 'identityUser') && arePeopleHidden();

/** Four bytes an id, the higher first. */
function idsIn(packed: Buffer): Ids {
  let most = -1;
  for (let at = 0; at < packed.length; at += 4) most = Math.max(most, packed.readInt32BE(at));
  const ids = new Uint8Array(most + 1);
  for (let at = 0; at < packed.length; at += 4) ids[packed.readInt32BE(at)] = 1;
  return ids;
}

/**
 * Ids of the sessions that say one of these values. PostgreSQL is asked each time: there may be millions, which are not kept in memory, and
 * as many may be what is asked for, which is why they come packed.
 */
export async function sessionIds(field: SessionField, wanted: readonly string[]): Promise<Ids> {
  const values = isHidden(field) ? [] : wanted.filter((value) => value !== nothing);
  const isNothingAsked = wanted.includes(nothing);
  const { rows } = await walled<{ packed: Buffer }>(systemScope(), {
    name: `q:sessions by ${field}${isNothingAsked ? ' or none' : ''}`,
    text: `select coalesce(string_agg(int4send(id), ''), '') as packed from audit_session
      where ${said[field]} = any($1)${isNothingAsked ? ` or ${said[field]} is null` : ''}`,
    values: [values],
  });
  return idsIn(rows[0]?.packed ?? Buffer.alloc(0));
}
