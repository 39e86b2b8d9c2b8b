import type { PoolClient } from 'pg';
import type { OidcConfig } from '../config-sign-in.ts';
import { database } from '../db.ts';
import { clientOf } from '../http/client.ts';
import { logFor } from '../log.ts';
import { leaveFederated, saveFederated } from '../store/federated.ts';
import type { GroupDeed } from '../store/follow-groups.ts';
import { recordJournal } from '../store/journal.ts';
import { transaction } from '../store/transaction.ts';
import { clockFrom } from '../time.ts';
import { normalizeEmail } from './email.ts';
import { type GroupGrant, grantOf } from './groups.ts';
import type { OidcPerson } from './oidc.ts';
import { SsoError } from './sso-refusals.ts';

type Rules = OidcConfig['groups'];

const addressOf = (email: string | null): string => {
  try {
    return normalizeEmail(email ?? '');
  } catch (error) {
    throw new SsoError('email', error);
  }
};

/** Told by others, so cut to what a name can be: no control characters, none that turn the direction of what follows. */
const nameOf = (name: string | null): string =>
  (name ?? '')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu, ' ')
    .trim()
    .slice(0, 120);

/** Writes what the provider's word did to a person into the journal, in the same transaction. */
async function recorded<T extends { id: string; deeds: GroupDeed[] }>(
  client: PoolClient,
  request: Request,
  done: T | null,
): Promise<T | null> {
  for (const deed of done?.deeds ?? []) {
    if (deed.result === 'denied') logFor('auth').warn({ personId: done?.id, after: deed.after }, deed.reason ?? deed.action);
    await recordJournal(client, {
      ...deed,
      at: clockFrom(process.env).now(),
      actor: { kind: 'system', id: null, name: 'single sign-on' },
      ip: clientOf(request),
      userAgent: request.headers.get('user-agent'),
    });
  }
  return done;
}

/** @throws SsoError `groups`, and ends what an earlier group had opened */
async function granted(request: Request, rules: Rules, { subject, groups }: OidcPerson): Promise<GroupGrant> {
  const grant = grantOf(rules, groups);
  if (grant) return grant;
  await transaction(database(), async (client) => recorded(client, request, await leaveFederated(client, subject)));
  throw new SsoError('groups');
}

/** The person of who came back, with what their groups give them now. @throws SsoError `email`, `groups`, `taken` */
export async function savedPerson(request: Request, rules: Rules, told: OidcPerson): Promise<string> {
  const grant = await granted(request, rules, told);
  const { subject, isEmailVerified } = told;
  const email = addressOf(told.email);
  const person = { subject, isEmailVerified, email, name: nameOf(told.name) || email, ...grant };
  const saved = await transaction(database(), async (client) => recorded(client, request, await saveFederated(client, person)));
  if (!saved) throw new SsoError('taken');
  return saved.id;
}
