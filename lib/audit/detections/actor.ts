import type { ParsedEvent } from '../record.ts';

type Who = Pick<ParsedEvent, 'who' | 'through' | 'userType'>;

/**
 * Whose habits an event belongs to: "user:ada", "role:ci-deploy", "root"; null for AWS's own services. A session's name is its caller's
 * choice, so a role is one actor, whoever came through it; the names of Identity Center are AWS's, and each is one.
 */
export function actorOf({ who, through, userType }: Who): string | null {
  if (userType === 'Root') return 'root';
  if (userType === 'AWSService' || (through?.startsWith('AWSServiceRole') ?? false) || who.endsWith('.amazonaws.com'))
    return null;
  if (userType === 'IAMUser' || through?.startsWith('SSO ')) return `user:${who}`;
  if (through) return `role:${through}`;
  return userType === null || userType === 'AWSAccount' || who === 'unknown' ? null : `user:${who}`;
}

/** An actor in words: "ada", "role ci-deploy". */
export const actorWords = (actor: string): string =>
  actor === 'root' ? 'the root user' : actor.replace(/^user:/, '').replace(/^role:/, 'role ');
