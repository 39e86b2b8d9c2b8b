import { shellWord } from '#lib/catalog/aws-cli.ts';

/** A domain of Studio, and whether its apps write the user profile's name into their sessions. */
export type StudioDomain = {
  account: string;
  region: string;
  /** Its id. */
  name: string;
  /** As people call it. */
  title: string;
  team: string;
  /** The execution role that its users share, by its name. */
  role: string;
  /** DomainSettings.ExecutionRoleIdentityConfig; null: it was not answered. */
  identity: string | null;
};

/** Who used Studio in a session of an execution role: a user profile, or why it cannot be told and what would tell. */
export type StudioUser =
  | { kind: 'user'; domain: StudioDomain; profile: string }
  /** The domain writes names, and this session bears none: no app of Studio opened it. */
  | { kind: 'other'; domain: StudioDomain }
  | { kind: 'untold'; domain: StudioDomain; command: string };

/** The call that makes a domain write the names of its user profiles. */
const identityCommand = ({ region, name }: Pick<StudioDomain, 'region' | 'name'>): string =>
  `aws sagemaker update-domain --region ${shellWord(region)} --domain-id ${shellWord(name)} --domain-settings-for-update ExecutionRoleIdentityConfig=USER_PROFILE_NAME`;

/**
 * Who was behind a session of an execution role that a domain's users share.
 * @param domains those whose users share the role; of several the names decide only where all write them
 */
export function studioUserOf(domains: readonly StudioDomain[], sourceIdentity: string | null): StudioUser | null {
  const silent = domains.find(({ identity }) => identity !== 'USER_PROFILE_NAME');
  const [naming] = domains.filter(({ identity }) => identity === 'USER_PROFILE_NAME');
  if (naming && sourceIdentity !== null) return { kind: 'user', domain: naming, profile: sourceIdentity };
  if (silent) return { kind: 'untold', domain: silent, command: identityCommand(silent) };
  return naming ? { kind: 'other', domain: naming } : null;
}
