import { z } from 'zod';
import { instant, iso, isoOrNull, resourceKey } from '#lib/api/fields.ts';
import { operation } from '#lib/api/operation.ts';
import { cursorOf, nextOf, paged, pageOf } from '#lib/api/page.ts';
import { getResource, listVersions } from '#lib/queries/resources.ts';

const version = z.object({ validFrom: instant, validTo: instant.nullable(), configuration: z.unknown() });

export const GET = operation({
  id: 'listVersions',
  summary: 'Configurations that a resource has had, the newest first',
  permission: 'read',
  params: resourceKey,
  query: z.object({ ...paged, limit: paged.limit.unwrap().max(199).default(100) }),
  answers: { status: 200, body: pageOf(version) },
  act: async ({ caller, params, query, now }) => {
    await getResource(caller.scope, { team: 'all', now, asOf: null }, params);
    const before = cursorOf(query.cursor, /^\d{1,15}$/);
    const rows = await listVersions(caller.scope, params, before === null ? now : Number(before) - 1);
    const shown = rows.slice(0, query.limit);
    const items = shown.map(({ validFrom, validTo, configuration }) => ({
      validFrom: iso(validFrom),
      validTo: isoOrNull(validTo),
      configuration,
    }));
    const last = shown.at(-1);
    return { items, next: nextOf(rows.length > query.limit && last ? String(last.validFrom) : null) };
  },
});
