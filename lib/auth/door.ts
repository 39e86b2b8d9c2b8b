import type { z } from 'zod';
import { TrailwatchError } from '../errors.ts';
import { jsonBody } from '../http/json-body.ts';
import type { Answer } from './call-better-auth.ts';
import { requirePersonOf, type Viewer, viewerOf } from './viewer.ts';

type Call<Body, Who> = { request: Request; body: Body; viewer: Who };

/** One thing that can be done at /api/auth/…: what its body holds, and who may ask. `fresh`: who signed in within ten minutes. */
export type Door = (request: Request) => Promise<Response>;

type Plan<Shape extends z.ZodType, Who> = {
  body: Shape;
  open: (call: Call<z.infer<Shape>, Who>) => Promise<Response>;
};

const parsed = async <Shape extends z.ZodType>(request: Request, shape: Shape): Promise<z.infer<Shape>> => {
  const isJson = request.headers.get('content-type')?.startsWith('application/json');
  const body: unknown = isJson ? await jsonBody(request) : {};
  const result = shape.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TrailwatchError('invalid', `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'not understood'}`);
};

export const openDoor =
  <Shape extends z.ZodType>({ body, open }: Plan<Shape, Viewer | null>): Door =>
  async (request) =>
    open({ request, body: await parsed(request, body), viewer: await viewerOf(request) });

export const sessionDoor =
  <Shape extends z.ZodType>({ body, open }: Plan<Shape, Viewer>): Door =>
  async (request) => {
    const viewer = await requirePersonOf(request);
    return open({ request, body: await parsed(request, body), viewer });
  };

/** For what is grave: a session that was left open is not enough. */
export const freshDoor = <Shape extends z.ZodType>({ body, open }: Plan<Shape, Viewer>): Door =>
  sessionDoor({
    body,
    open: (call) => {
      requireFresh(call.viewer);
      return open(call);
    },
  });

/** @throws TrailwatchError `denied` for who signed in longer than ten minutes ago */
function requireFresh({ isFresh }: Viewer): void {
  if (isFresh) return;
  throw new TrailwatchError('denied', 'This needs a fresh sign-in: yours is more than ten minutes old.', {
    mend: 'Sign in again.',
  });
}

/** What the browser gets: the cookies, and of the body only what is named; tokens stay in the cookie. */
export function answered({ cookies, body }: Answer, gives: readonly string[] = []): Response {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return Response.json(Object.fromEntries(gives.filter((name) => name in body).map((name) => [name, body[name]])), { headers });
}
