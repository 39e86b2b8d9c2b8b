import { z } from 'zod';
import { instant, iso, isoOrNull, kind } from '#lib/api/fields.ts';
import type { ResourceRow } from '#lib/queries/resources.ts';

/** A resource, as the API tells it. */
export const resource = z.object({
  kind,
  account: z.string(),
  region: z.string(),
  name: z.string(),
  arn: z.string(),
  team: z.string(),
  teamReason: z.string(),
  status: z.string().nullable(),
  parent: z.string().nullable(),
  createdAt: instant.nullable(),
  endedAt: instant.nullable(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  deletedAt: instant.nullable(),
});

export const toldResource = (row: ResourceRow): z.infer<typeof resource> => ({
  ...row,
  createdAt: isoOrNull(row.createdAt),
  endedAt: isoOrNull(row.endedAt),
  firstSeenAt: iso(row.firstSeenAt),
  lastSeenAt: iso(row.lastSeenAt),
  deletedAt: isoOrNull(row.deletedAt),
});
