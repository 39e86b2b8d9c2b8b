import { can, type Permission } from '../catalog/roles.ts';
import { clientOf } from '../http/client.ts';
import { systemScope, type TeamScope } from './scope.ts';
import { findTokenCaller } from './token-caller.ts';
import { type Viewer, viewerOf, withFactor } from './viewer.ts';

/** Who asks the API: a signed-in person, a token of one, or, for what asks nobody's name, a process of this machine. */
export type Caller = {
  kind: 'person' | 'token' | 'system';
  /** The person's, or the token's. */
  id: string;
  name: string;
  /** Who answers for it: the person, or the token's owner. */
  personId: string;
  /** The address of that person; empty for a process. */
  email: string;
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
  email: person.email,
  key: `session ${sessionId}`,
  scope,
  may: (permission) => can(role, permission),
  isFresh,
});

/** A process of this machine, where an operation lets it in. */
export const machineCaller: Caller = {
  kind: 'system',
  id: 'loopback',
  name: 'this machine',
  personId: '',
  email: '',
  key: 'loopback',
  scope: systemScope(),
  may: (permission) => permission === 'collection.read',
  isFresh: false,
};

/**
 * Who asks; null for nobody. Who sends a token is judged by it alone, whatever session the request carries.
 * @throws TrailwatchError `denied` where the role asks for a second factor, unless that is no matter here
 */
export async function callerOf(request: Request, { isFactorAsked = true } = {}): Promise<Caller | null> {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return findTokenCaller(authorization, clientOf(request));
  const viewer = await viewerOf(request);
  return viewer && callerBySession(isFactorAsked ? withFactor(viewer) : viewer);
}
