import type { z } from 'zod';
import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { clientOf } from '../http/client.ts';
import { hasFactor } from '../store/two-factors.ts';
import { checkPassword } from './call-better-auth.ts';
import { type Door, freshDoor } from './door.ts';
import { patiently } from './patience.ts';
import type { Viewer } from './viewer.ts';
import { isEnough } from './ways.ts';

/** Who has a factor changes none of them by a password alone: whoever learnt it could set up an app of their own. */
async function requireOwnFactor({ person, how }: Viewer): Promise<void> {
  if (isEnough(how) || !(await hasFactor(database(), person.id))) return;
  throw new TrailwatchError('denied', 'You have a second factor but did not sign in with it.', {
    mend: 'Sign in again with your passkey or your app.',
  });
}

type Plan<Shape extends z.ZodType> = {
  body: Shape;
  open: (call: { request: Request; body: z.infer<Shape>; viewer: Viewer }) => Promise<Response>;
};

/** For what changes how somebody proves who they are: asks for a fresh sign-in, with a factor where there is one. */
export const factorDoor = <Shape extends z.ZodType>({ body, open }: Plan<Shape>): Door =>
  freshDoor({
    body,
    open: async (call) => {
      await requireOwnFactor(call.viewer);
      return open(call);
    },
  });

/** The password once more; wrong ones are slowed as at sign-in. @throws TrailwatchError `invalid` */
export const requirePassword = (request: Request, { person }: Viewer, password: string): Promise<void> =>
  patiently(person.email, clientOf(request), () => checkPassword(request, password));
