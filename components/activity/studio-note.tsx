import { CopyButton } from '#components/ui/copy-button.tsx';
import { Link } from '#components/ui/link.tsx';
import type { StudioUser } from '#lib/audit/sessions/studio.ts';
import { userProfileLink } from '#lib/catalog/console-links.ts';
import { resourcePath } from '#lib/catalog/paths.ts';
import type { Context } from './activity-href.ts';

const Domain = ({ user: { domain }, team, view }: Context & { user: StudioUser }) => (
  <Link
    href={`${resourcePath(team, 'domain', { account: domain.account, region: domain.region, name: domain.name })}${view.query}`}
  >
    {domain.title}
  </Link>
);

/** Who used Studio under a role that its users share, or which setting would tell. */
export function StudioNote({ user, ...context }: Context & { user: StudioUser }) {
  const domain = <Domain user={user} {...context} />;
  if (user.kind === 'user') {
    const { account, region, name } = user.domain;
    return (
      <p className="text-12 text-ink-2">
        Studio user{' '}
        <a
          className="link font-mid"
          href={userProfileLink(account, region, { domain: name, profile: user.profile })}
          target="_blank"
          rel="noreferrer"
        >
          {user.profile}
        </a>{' '}
        of domain {domain}: it writes the user profile’s name into the sessions of {user.domain.role}.
      </p>
    );
  }
  if (user.kind === 'other') {
    return (
      <p className="text-12 text-ink-2">
        No Studio user: domain {domain} writes the names of its user profiles into the sessions of {user.domain.role}, and here is
        none. A job, a pipeline or a service used the role.
      </p>
    );
  }
  return (
    <div className="grid gap-1 text-12 text-unknown">
      <p>
        Which Studio user this was cannot be told: domain {domain} does not write the names of its user profiles into the sessions
        of {user.domain.role} (ExecutionRoleIdentityConfig is {user.domain.identity ?? 'not set'}). USER_PROFILE_NAME would tell
        it of sessions to come; it can be set while no app of the domain is InService or Pending, and the role’s trust policy must
        allow sts:SetSourceIdentity.
      </p>
      <p className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 font-mono text-11 break-all text-ink-2">{user.command}</code>
        <CopyButton text={user.command} label="Copy the command" kind="quiet" />
      </p>
    </div>
  );
}
