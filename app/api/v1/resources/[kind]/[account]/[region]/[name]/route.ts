import { z } from 'zod';
import { askedInstant, resourceKey } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getResource } from '#lib/queries/resources.ts';
import { resource, toldResource } from '../../../../shape.ts';

export const GET = operation({
  id: 'getResource',
  summary: 'One resource, with what AWS describes of it now or described at a moment',
  permission: 'read',
  params: resourceKey,
  query: z.object({ asOf: askedInstant.optional() }),
  answers: {
    status: 200,
    body: resource.extend({
      tags: z.record(z.string(), z.string()),
      description: z.unknown().describe('The Describe answer; of a past moment, its lasting part'),
      readBy: z.enum(['Describe', 'Search']).describe('The call whose answer it is'),
      isPast: z.boolean(),
    }),
  },
  act: async ({ caller, params, query, now }) => {
    const asOf = query.asOf === undefined ? null : Date.parse(query.asOf);
    const row = await getResource(caller.scope, { team: 'all', now: asOf ?? now, asOf }, params);
    return { ...row, ...toldResource(row) };
  },
});
