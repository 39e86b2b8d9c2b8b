import { viewerOf } from '#lib/auth/viewer.ts';
import { isLoopback } from '#lib/http/client.ts';
import { getReadiness } from '#lib/queries/readiness.ts';

/**
 * `/api/health?live` says that the process lives; without `live`, that it can serve pages too (503 while it cannot). Why, and since
 * when, is told to this machine and to those who are signed in.
 */
export async function GET(request: Request): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  if (new URL(request.url).searchParams.has('live')) return Response.json({ status: 'live' }, { headers });
  const readiness = await getReadiness();
  const isReady = readiness.database === 'ok';
  const isTold = isLoopback(request) || (isReady && (await viewerOf(request)) !== null);
  const body = { status: isReady ? 'ready' : 'not ready', ...(isTold ? readiness : {}) };
  return Response.json(body, { status: isReady ? 200 : 503, headers });
}
