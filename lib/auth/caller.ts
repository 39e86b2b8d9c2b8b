import { can, type Permission } from '../catalog/roles.ts';
import type { TeamScope } from './scope.ts';
import { type Viewer, viewerOf } from './viewer.ts';

/** Who asks the API: a signed-in person, or a token of one. */
export type Caller = {
  kind: 'person' | 'token';
  /** The person's, or the token's. */
  id: string;
  name: string;
  /** Who answers for it: the person, or the token's owner. */
  personId: string;
  /** The session or the token, for what is counted per caller. */
  key: string;
  scope: TeamScope;
  may: (permission: Permission) => boolean;
  /** Signed in within ten minutes; a token never did. */
  isFresh: boolean;
};

const callerBySession = ({ person, role, scope, sessionId, isFresh }: Viewer): Caller => ({
  kind: 'person',
  id: person.id,
  name: person.name,
  personId: person.id,
  key: `session ${sessionId}`,
  scope,
  may: (permission) => can(role, permission),
  isFresh,
});

/** Who asks; null for nobody. */
export async function callerOf(request: Request): Promise<Caller | null> {
  const viewer = await viewerOf(request);
  return viewer && callerBySession(viewer);
}
