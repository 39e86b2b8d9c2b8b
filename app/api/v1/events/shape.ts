import { z } from 'zod';
import { instant, iso } from '#lib/api/fields.ts';
import type { AuditRow } from '#lib/queries/audit.ts';

const text = z.string().nullable();

/** An event of CloudTrail, as the API tells it; of the resources that it names, those the caller sees. */
export const event = z.object({
  account: z.string(),
  eventId: z.string(),
  at: instant,
  region: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  who: z.string(),
  through: text,
  userType: text,
  result: z.string(),
  errorCode: text,
  errorMessage: text,
  sourceIp: text,
  readOnly: z.boolean().nullable(),
  targets: z.array(z.string()),
  resources: z.array(z.object({ kind: z.string(), name: z.string(), owner: z.string(), region: z.string(), team: text })),
});

export const toldEvent = (row: AuditRow): z.infer<typeof event> => ({ ...row, at: iso(row.at) });
