import { z } from 'zod';
import { TrailwatchError } from '#lib/errors.ts';
import { jsonBody } from '#lib/http/json-body.ts';

const understood = <Shape extends z.ZodType>(shape: Shape, value: unknown, whole: string): z.infer<Shape> => {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TrailwatchError('invalid', `${issue?.path.join('.') || whole}: ${issue?.message ?? 'not understood'}`);
};

const isList = (shape: unknown): boolean =>
  shape instanceof z.ZodArray || (shape instanceof z.ZodDefault && isList(shape.def.innerType));

/** The part of a query string that an operation knows; a list is a parameter given several times. @throws TrailwatchError `invalid` */
export function askedQuery<Shape extends z.ZodObject>(shape: Shape, search: URLSearchParams): z.infer<Shape> {
  const known = Object.entries(shape.shape).flatMap(([name, field]) =>
    search.has(name) ? [[name, isList(field) ? search.getAll(name) : search.get(name)]] : [],
  );
  return understood(shape, Object.fromEntries(known), 'The query');
}

/** A path's parameters as Next hands them. What no such thing can be called is not found. @throws TrailwatchError `not_found` */
export function askedParams<Shape extends z.ZodObject>(shape: Shape, params: unknown): z.infer<Shape> {
  const result = shape.safeParse(params);
  if (result.success) return result.data;
  throw new TrailwatchError('not_found', 'Nothing here has that name.');
}

/** A JSON body; a key that the operation does not know is refused. @throws TrailwatchError `invalid` */
export async function askedBody<Shape extends z.ZodType>(shape: Shape, request: Request): Promise<z.infer<Shape>> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    throw new TrailwatchError('invalid', 'The body must be JSON.', { mend: 'Send Content-Type: application/json.' });
  }
  return understood(shape, await jsonBody(request), 'The body');
}
