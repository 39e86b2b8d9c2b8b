import { localOperatorScope } from '#lib/auth/scope.ts';
import { getReadiness } from '#lib/queries/readiness.ts';

/** `/api/health?live` says that the process lives; without `live`, that it can serve pages too (503 while it cannot). */
export async function GET(request: Request): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  if (new URL(request.url).searchParams.has('live')) return Response.json({ status: 'live' }, { headers });
  const readiness = await getReadiness(localOperatorScope());
  const isReady = readiness.database === 'ok';
  return Response.json({ status: isReady ? 'ready' : 'not ready', ...readiness }, { status: isReady ? 200 : 503, headers });
}
