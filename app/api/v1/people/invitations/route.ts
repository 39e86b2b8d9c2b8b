import { z } from 'zod';
import { requireGrave } from '#lib/auth/grave.ts';
import { makeInvitation } from '#lib/auth/make-links.ts';
import { type RoleId, roles } from '#lib/catalog/roles.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { clientOf } from '#lib/http/client.ts';
import { answerError } from '../../answer.ts';

const asked = z.strictObject({
  role: z.enum(Object.keys(roles) as [RoleId, ...RoleId[]]),
  teams: z.array(z.string().min(1).max(63)).max(100).default([]),
  email: z.string().max(320).nullable().default(null),
  hours: z.int().min(1).max(168).default(72),
});

/** Body {role, teams?, email?, hours?}; answers 201 {link, expiresAt}. The link is shown this once. Asks for a fresh sign-in. */
export async function POST(request: Request): Promise<Response> {
  try {
    const viewer = await requireGrave(request, 'people.manage');
    const body = asked.safeParse(await request.json().catch(() => null));
    if (!body.success) throw new TrailwatchError('invalid', z.prettifyError(body.error));
    return Response.json(await makeInvitation(viewer, body.data, clientOf(request)), {
      status: 201,
      headers: { 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return answerError(error);
  }
}
