import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';
import { TrailwatchError } from '../errors.ts';

/** Opens a session for somebody who has proven who they are in a way of ours: a link, a passkey, the demo's button. No URL leads here. */
export const enter = () => ({
  id: 'trailwatch' as const,
  endpoints: {
    enter: createAuthEndpoint(
      '/enter',
      { method: 'POST', body: z.object({ personId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.personId);
        const session = user && (await internalAdapter.createSession(user.id));
        if (!user || !session) throw new TrailwatchError('denied', 'This person may not sign in.');
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ entered: true });
      },
    ),
  },
});
