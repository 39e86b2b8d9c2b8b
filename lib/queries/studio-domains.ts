import { type StudioDomain, type StudioUser, studioUserOf } from '#lib/audit/sessions/studio.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import type { AuditEventRecord } from './audit-event.ts';
import { read, teamsOf } from './sql.ts';

/** Domains that the scope sees whose users share one of these execution roles, as the inventory saw them last. */
export function listStudioDomains(
  scope: TeamScope,
  roles: readonly { account: string; role: string }[],
): Promise<StudioDomain[]> {
  return read<StudioDomain>(
    scope,
    'studio domains',
    `select r.account, r.region, r.name, coalesce(r.description->>'DomainName', r.name) as title, r.team, x.role,
       r.description->'DomainSettings'->>'ExecutionRoleIdentityConfig' as identity
     from unnest($2::text[], $3::text[]) as x (account, role)
     join resource r on r.kind = 'domain' and r.deleted_at is null
       and split_part(r.description->'DefaultUserSettings'->>'ExecutionRole', ':', 5) = x.account
       and regexp_replace(r.description->'DefaultUserSettings'->>'ExecutionRole', '^.*/', '') = x.role
     where ($1::text[] is null or r.team = any($1)) order by r.account, r.region, r.name`,
    [teamsOf(scope), roles.map(({ account }) => account), roles.map(({ role }) => role)],
  );
}

/** Who used Studio in the session that signed an event, or what would tell; null where its role is none that Studio’s users share. */
export async function findStudioUser(
  scope: TeamScope,
  {
    account,
    through,
    principalArn,
    sourceIdentity,
  }: Pick<AuditEventRecord, 'account' | 'through' | 'principalArn' | 'sourceIdentity'>,
): Promise<StudioUser | null> {
  if (through === null) return null;
  // The role is of the account in which it is; the record may be another's, whose bucket it read.
  const own = principalArn?.split(':')[4] || account;
  return studioUserOf(await listStudioDomains(scope, [{ account: own, role: through }]), sourceIdentity);
}
