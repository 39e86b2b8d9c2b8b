import {
  accounts,
  externalId,
  logArchive,
  managementAccount,
  memberExternalId,
  organizationExternalId,
  organizationRole,
  readerRole,
} from './accounts.ts';
import type { Principal } from './credentials.ts';
import { hasReaderRole, members } from './organization.ts';

/** A role, and whom its trust policy lets assume it with which external ID. */
export type TrustingRole = { account: string; role: string; externalId: string; trusts: Principal['kind'] };

const roles: readonly TrustingRole[] = [
  ...accounts.map(({ id }): TrustingRole => ({ account: id, role: readerRole, externalId, trusts: 'user' })),
  { account: logArchive.account, role: logArchive.role, externalId: logArchive.externalId, trusts: 'user' },
  { account: managementAccount, role: organizationRole, externalId: organizationExternalId, trusts: 'user' },
  ...members
    .filter(({ id }) => hasReaderRole(id))
    .map(({ id }): TrustingRole => ({ account: id, role: readerRole, externalId: memberExternalId, trusts: 'organization' })),
];

/** What trusts whom under a role's ARN. */
export const rolesOf = (arn: string): readonly TrustingRole[] =>
  roles.filter(({ account, role }) => arn === `arn:aws:iam::${account}:role/${role}`);
