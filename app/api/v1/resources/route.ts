import { z } from 'zod';
import { askedInstant, kind, team, text, words } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { listResourcePage } from '#lib/queries/resource-pages.ts';
import { resource, toldResource } from './shape.ts';

const cursor = /^\["[^\0]+"(,"[^\0]+"){3}\]$/;

export const GET = operation({
  id: 'listResources',
  summary: 'Resources of any kind, in the order of their key',
  permission: 'read',
  query: z.object({
    team,
    kind: z.array(kind).default([]),
    account: words,
    region: words,
    status: words,
    q: text.optional().describe('Text that a name, ARN, tag or status must hold'),
    gone: z.enum(['true', 'false']).default('false').describe('Also what no longer exists'),
    asOf: askedInstant.optional().describe('What existed at this moment'),
    ...paged,
  }),
  answers: { status: 200, body: pageOf(resource) },
  act: async ({ caller, query, now }) => {
    const after = cursorOf(query.cursor, cursor);
    const asOf = query.asOf === undefined ? null : Date.parse(query.asOf);
    const { rows, next } = await listResourcePage(caller.scope, {
      team: query.team,
      now: asOf ?? now,
      asOf,
      filter: {
        kinds: query.kind,
        accounts: query.account,
        regions: query.region,
        statuses: query.status,
        text: query.q ?? null,
        withGone: query.gone === 'true',
      },
      limit: query.limit,
      after: after === null ? null : (JSON.parse(after) as string[]),
    });
    return { items: rows.map(toldResource), next: nextOf(next && JSON.stringify(next)) };
  },
});
