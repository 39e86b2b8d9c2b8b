import type { AwsAccount } from '#lib/aws/session.ts';
import type { AccountConfig, OrganizationConfig } from '#lib/config.ts';

/** An account that is collected: as trailwatch.yaml names it, or as the organization's section makes it. */
export type CollectedAccount = AccountConfig & { via?: AwsAccount };

const nowhere = '000000000000';

/** The account and role that list the organization, as an account of its own. Without a role: the worker's own credentials. */
export function organizationAccount({ role, externalId, regions }: OrganizationConfig): AccountConfig {
  const id = role?.split(':')[4] ?? nowhere;
  return { id, name: 'organization', regions, ...(role ? { role } : {}), ...(externalId ? { externalId } : {}) };
}

/** A discovered account: its role is assumed through that of the organization, where there is one. */
export function memberAccount(organization: OrganizationConfig, { id, name }: { id: string; name: string }): CollectedAccount {
  const { role, memberRole, memberExternalId, regions } = organization;
  const partition = role?.split(':')[1] ?? 'aws';
  return {
    id,
    name,
    regions,
    role: `arn:${partition}:iam::${id}:role/${memberRole}`,
    ...(memberExternalId ? { externalId: memberExternalId } : {}),
    ...(role ? { via: organizationAccount(organization) } : {}),
  };
}
