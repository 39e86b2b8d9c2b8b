import { requireGrave } from '#lib/auth/grave.ts';
import { makeResetLink } from '#lib/auth/make-links.ts';
import { clientOf } from '#lib/http/client.ts';
import { answerError } from '../../../answer.ts';

/** Answers 201 {link, expiresAt}: by it the person sets a new password. The link is shown this once. Asks for a fresh sign-in. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const viewer = await requireGrave(request, 'people.manage');
    const link = await makeResetLink(viewer, (await params).id, clientOf(request));
    return Response.json(link, { status: 201, headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return answerError(error);
  }
}
