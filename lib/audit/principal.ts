import { table } from '#lib/catalog/table.ts';
import { type Loose, lastPart, objectAt, textAt } from './text.ts';

export type Principal = {
  /** The person or workload, as short as it can be said. */
  who: string;
  /** The role a session came through, where there is one. */
  through: string | null;
  userType: string | null;
  arn: string | null;
  accessKeyId: string | null;
};

type Named = { who: string | null; through?: string | null };
type Reader = (identity: Loose) => Named;

/** Identity Center names its roles AWSReservedSSO_<permission set>_<16 hex digits>. */
const singleSignOn = /^AWSReservedSSO_(.+)_[0-9a-f]{8,}$/i;
const serviceLinked = /^AWSServiceRoleFor/;

/** A role as people say it: a permission set without its prefix and digits. */
export const roleLabel = (role: string): string => {
  const set = singleSignOn.exec(role)?.[1];
  return set ? `SSO ${set}` : role;
};

const afterColon = (principalId: string | null): string | null => {
  const at = principalId?.indexOf(':') ?? -1;
  return principalId && at >= 0 ? principalId.slice(at + 1) || null : null;
};

const named = (identity: Loose): string | null => {
  const arn = textAt(identity, 'arn');
  return textAt(identity, 'userName') ?? (arn ? lastPart(arn) : null) ?? textAt(identity, 'principalId');
};

/** assumed-role/ROLE/SESSION: the session is whom the caller said it was; `sourceIdentity`, where set, cannot be changed on the way. */
function session(identity: Loose): Named {
  const context = objectAt(identity, 'sessionContext');
  const issuer = objectAt(context, 'sessionIssuer');
  const parts = /:assumed-role\/(.+)\/([^/]+)$/.exec(textAt(identity, 'arn', 2048) ?? '');
  const role = textAt(issuer, 'userName') ?? parts?.[1] ?? null;
  const through = role ? roleLabel(role) : null;
  const invokedBy = textAt(identity, 'invokedBy');
  if (invokedBy && role && serviceLinked.test(role)) return { who: invokedBy, through };
  const who = textAt(context, 'sourceIdentity') ?? parts?.[2] ?? afterColon(textAt(identity, 'principalId'));
  return who ? { who, through } : { who: role ?? named(identity) };
}

const federated: Reader = (identity) => {
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer');
  const arn = textAt(identity, 'arn', 2048);
  return { who: arn ? lastPart(arn) : named(identity), through: textAt(issuer, 'userName') };
};

const external: Reader = (identity) => ({ who: named(identity), through: textAt(identity, 'identityProvider') });
const service: Reader = (identity) => ({ who: textAt(identity, 'invokedBy') ?? named(identity) });

const account: Reader = (identity) => {
  const id = textAt(identity, 'accountId');
  return { who: named(identity) ?? (id ? `account ${id}` : null) };
};

const identityCenter: Reader = (identity) => ({
  who: named(identity) ?? textAt(objectAt(identity, 'onBehalfOf'), 'userId'),
});

/** How each `userIdentity.type` says who it was. A type that is not here, or absent, is read by what is present. */
const readers = table<Reader>({
  Root: () => ({ who: 'root' }),
  IAMUser: (identity) => ({ who: named(identity) }),
  AssumedRole: session,
  Role: session,
  FederatedUser: federated,
  SAMLUser: external,
  WebIdentityUser: external,
  AWSAccount: account,
  AWSService: service,
  IdentityCenterUser: identityCenter,
});

const anyone: Reader = (identity) => {
  const who = textAt(identity, 'userName') ?? textAt(identity, 'invokedBy');
  return who ? { who } : account(identity);
};

/**
 * Who a CloudTrail `userIdentity` names, never empty: "unknown" when it names nobody.
 * @param identity the record's userIdentity, or an empty object where the record has none
 */
export function principalOf(identity: Loose): Principal {
  const userType = textAt(identity, 'type', 64);
  const reader = userType && Object.hasOwn(readers, userType) ? readers[userType] : undefined;
  const { who, through } = (reader ?? anyone)(identity);
  return {
    who: who ?? 'unknown',
    through: through ?? null,
    userType,
    arn: textAt(identity, 'arn', 2048),
    accessKeyId: textAt(identity, 'accessKeyId', 128),
  };
}
