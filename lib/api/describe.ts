import { z } from 'zod';
import { permissions } from '#lib/catalog/roles.ts';
import type { AnyPlan, Operation } from './operation.ts';

/** Operations by path below /api/v1 (`/runs/{id}`) and method, as the route files give them. */
export type Operations = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

type Json = Record<string, unknown>;

const schemaOf = (shape: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json;
  return schema;
};

const parametersOf = (shape: z.ZodObject | undefined, place: 'path' | 'query'): Json[] => {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemaOf(shape, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
};

const refusals: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found, or not the caller’s to see',
  409: 'Conflict',
  429: 'Too many requests: see Retry-After',
  503: 'Not available',
};

const problems = Object.fromEntries(
  Object.entries(refusals).map(([status, description]) => [
    status,
    { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  ]),
);

const told = ({ permission, grave, personal }: AnyPlan): string =>
  [
    permission === 'anybody' ? 'For whoever is signed in.' : `Needs the permission ${permission}: to ${permissions[permission]}.`,
    ...(grave ? ['Asks for a sign-in of the last ten minutes.'] : []),
    ...(grave || personal ? ['No token can do it.'] : []),
  ].join(' ');

function answerOf({ answers: { status, body, media, bytes } }: AnyPlan): Json {
  if (status === 204) return { 204: { description: 'Done' } };
  const schema = schemaOf(body, 'output');
  const types = media ?? ['application/json'];
  return {
    [status]: {
      description: 'Done',
      content: {
        ...Object.fromEntries(types.map((type) => [type.split(';')[0] ?? type, { schema }])),
        ...(bytes ? { [bytes.media]: { schema: { type: 'string', format: 'binary', description: bytes.description } } } : {}),
      },
    },
  };
}

const operationOf = (plan: AnyPlan): Json => ({
  operationId: plan.id,
  summary: plan.summary,
  description: told(plan),
  parameters: [...parametersOf(plan.params, 'path'), ...parametersOf(plan.query, 'query')],
  ...(plan.body
    ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(plan.body, 'input') } } } }
    : {}),
  responses: { ...answerOf(plan), ...problems },
  security: plan.grave || plan.personal ? [{ session: [] }] : [{ token: [] }, { session: [] }],
});

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  mend: z.string().optional().describe('What the reader can do about it'),
});

/** The OpenAPI 3.1 document, made of the very schemas that judge requests. */
export const describeOperations = (operations: Operations): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Trailwatch',
    version: '1',
    description:
      'What the console shows, and the one way to write. Instants are ISO 8601 in UTC; lists come in pages: ask again with cursor=next.',
  },
  servers: [{ url: '/api/v1' }],
  paths: Object.fromEntries(
    Object.entries(operations).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(([method, { plan }]) => [method.toLowerCase(), operationOf(plan)])),
    ]),
  ),
  components: {
    schemas: { Problem: schemaOf(problem, 'output') },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'A token from the account page, tw_…' },
      session: { type: 'apiKey', in: 'cookie', name: '__Host-trailwatch' },
    },
  },
});
