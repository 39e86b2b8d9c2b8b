import { z } from 'zod';
import { askedInstant, resourceKey, windowOf } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { getBiography } from '#lib/queries/biography.ts';
import { biography, toldBiography } from './shape.ts';

export const GET = operation({
  id: 'getBiography',
  summary:
    'A resource from its creation to its deletion, or now: events, versions and states, what it was made from and what it started',
  permission: 'read',
  params: resourceKey,
  query: z.object({
    from: askedInstant.optional().describe('Its creation, where neither this nor `to` is given; else a day before `to`'),
    to: askedInstant.optional().describe('Now, or its deletion, where it is missing'),
  }),
  answers: { status: 200, body: biography },
  act: async ({ caller, params, query, now }) => {
    const isWhole = query.from === undefined && query.to === undefined;
    const window = isWhole ? null : windowOf(query, now);
    return toldBiography(await getBiography(caller.scope, { team: 'all', now, asOf: null, window }, params));
  },
});
