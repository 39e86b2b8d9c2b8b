import { requireViewerOf } from '#lib/auth/viewer.ts';
import { findAnything } from '#lib/queries/find.ts';
import { answerError } from '../answer.ts';

/** `q`: a name, an ARN or an AWS console URL; `team`: the page it is asked from. Answers {results: [{label, kind, hint, href}]}. */
export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  try {
    const { scope } = await requireViewerOf(request);
    const results = await findAnything(scope, { query: query.get('q') ?? '', team: query.get('team') ?? 'all' });
    return Response.json({ results }, { headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    return answerError(error);
  }
}
