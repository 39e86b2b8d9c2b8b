import type { PoolClient } from 'pg';
import { z } from 'zod';
import { type Caller, callerOf, machineCaller } from '#lib/auth/caller.ts';
import { type Permission, permissions } from '#lib/catalog/roles.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { isLoopback } from '#lib/http/client.ts';
import { problem } from '#lib/http/problem.ts';
import { clockFrom } from '#lib/time.ts';
import { askedBody, askedParams, askedQuery } from './asked.ts';
import { recordDenial } from './denials.ts';
import { limitOf } from './rate-limit.ts';
import { type Deed, trace, writing } from './trace.ts';

/** What an operation is given. `now` in epoch ms, by the clock that the data follows. */
type Call<P, Q, B> = {
  request: Request;
  caller: Caller;
  params: P;
  query: Q;
  body: B;
  now: number;
  /** Asks for one permission more. @throws TrailwatchError `denied` */
  demand: (permission: Permission) => void;
  /** Asks a person for a fresh sign-in; who made a token had one. @throws TrailwatchError `denied` */
  demandFresh: () => void;
  /** Writes, and journals what was done, in one transaction. */
  write: <T>(work: (client: PoolClient) => Promise<{ result: T; deed: Deed | readonly Deed[] }>) => Promise<T>;
};

/** One operation of the API, as it is called, documented and tested. */
export type Plan<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> = {
  /** As clients made from the OpenAPI document name it. */
  id: string;
  /** In one line. */
  summary: string;
  /** What the caller must be allowed; `anybody`: whoever is signed in. */
  permission: Permission | 'anybody';
  /** Asks for a fresh sign-in: no token can do it. */
  grave?: true;
  /** A matter of people: no token can do it. */
  personal?: true;
  /** Whoever asks from this machine may, too. */
  loopback?: true;
  /** The page that sets a second factor up asks it, too. */
  beforeFactor?: true;
  params?: P;
  query?: Q;
  body?: B;
  /** What it answers; null in `body` for no content. `media` for what is no JSON. */
  answers: {
    status: 200 | 201 | 204;
    body: A;
    media?: readonly string[];
    /** Bytes that a caller may ask for in place of the JSON: media type and what they are. */
    bytes?: { media: string; description: string };
  };
  /** For a read that leaves a row in the journal: which, once it has succeeded. */
  journal?: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>) => Deed;
  act: (call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<z.infer<A> | Response>;
};

export type AnyPlan = Pick<
  Plan<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType>,
  'id' | 'summary' | 'permission' | 'grave' | 'personal' | 'loopback' | 'params' | 'query' | 'body' | 'answers'
>;

/** A route handler of Next that knows its plan. */
export type Operation = ((request: Request, context?: { params: Promise<unknown> }) => Promise<Response>) & { plan: AnyPlan };

type Nothing = z.ZodObject<Record<never, never>>;
const nothing = z.object({});
const noStore = { 'Cache-Control': 'no-store' };

const signedOut = () =>
  new TrailwatchError('signed_out', 'Nobody is signed in, or the session or token has ended.', {
    mend: 'Sign in at /sign-in, or send Authorization: Bearer with a token.',
  });

function demandOf(caller: Caller, permission: Permission): void {
  if (caller.may(permission)) return;
  const who = caller.kind === 'token' ? 'This token' : 'Your role';
  throw new TrailwatchError('denied', `${who} may not ${permissions[permission]}.`);
}

function demandPerson({ kind }: Caller): void {
  if (kind === 'token') throw new TrailwatchError('denied', 'Tokens cannot do this: it needs a person who is signed in.');
}

function demandFresh({ isFresh }: Caller): void {
  if (isFresh) return;
  throw new TrailwatchError('denied', 'This needs a fresh sign-in: yours is more than ten minutes old.', {
    mend: 'Sign in again.',
  });
}

/** Next runs GET for HEAD, and neither reads nor cancels its body: a stream would go on for ever, with nobody there. */
async function headOf({ body, status, headers }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers });
}

/** The one way in: parse, authorise, act, journal. What fails is answered as problem+json; what is no TrailwatchError goes on to Next. */
export function operation<
  A extends z.ZodType,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodType = z.ZodUndefined,
>(plan: Plan<P, Q, B, A>): Operation {
  const { params = nothing, query = nothing, body, answers, act } = plan;

  const answer = async (caller: Caller, request: Request, context?: { params: Promise<unknown> }): Promise<Response> => {
    if (plan.permission !== 'anybody') demandOf(caller, plan.permission);
    if (plan.grave || plan.personal) demandPerson(caller);
    if (plan.grave) demandFresh(caller);
    let hasWritten = false;
    const call = {
      request,
      caller,
      params: askedParams(params, (await context?.params) ?? {}),
      query: askedQuery(query, new URL(request.url).searchParams),
      body: body ? await askedBody(body, request) : undefined,
      now: clockFrom(process.env).now(),
      demand: (permission: Permission) => demandOf(caller, permission),
      demandFresh: () => {
        if (caller.kind === 'person') demandFresh(caller);
      },
      write: (work) => {
        hasWritten = true;
        return writing(caller, request, work);
      },
    } as Call<z.infer<P>, z.infer<Q>, z.infer<B>>;
    const result = await act(call);
    if (!hasWritten && !['GET', 'HEAD'].includes(request.method)) {
      throw new Error(`${plan.id} wrote without a row in the journal: write by call.write`);
    }
    if (plan.journal) await trace(caller, request, plan.journal(call));
    if (result instanceof Response) return result;
    if (answers.status === 204) return new Response(null, { status: 204, headers: noStore });
    return Response.json(result, { status: answers.status, headers: noStore });
  };

  const handler: Operation = Object.assign(
    async (request: Request, context?: { params: Promise<unknown> }): Promise<Response> => {
      let caller: Caller | null = null;
      let headers: Record<string, string> = {};
      try {
        caller =
          (await callerOf(request, { isFactorAsked: plan.beforeFactor !== true })) ??
          (plan.loopback && isLoopback(request) ? machineCaller : null);
        const limit = limitOf(caller, request, Date.now());
        headers = limit.headers;
        if (!limit.isAllowed) throw new TrailwatchError('throttled', 'Too many requests: see Retry-After.');
        if (caller === null) throw signedOut();
        const answered = await answer(caller, request, context);
        for (const [name, value] of Object.entries(headers)) answered.headers.set(name, value);
        return request.method === 'HEAD' ? headOf(answered) : answered;
      } catch (error) {
        if (!(error instanceof TrailwatchError)) throw error;
        if (error.code === 'denied') await recordDenial(caller, request, { operation: plan.id, why: error.message });
        return problem(error, headers);
      }
    },
    { plan: plan as unknown as AnyPlan },
  );
  return handler;
}
