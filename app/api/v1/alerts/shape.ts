import { z } from 'zod';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import { alertSeverityIds } from '#lib/catalog/alert-rules.ts';
import type { AlertRecord } from '#lib/queries/alerts.ts';

/** An alert, as the API tells it. */
export const alert = z.object({
  id: z.number().int(),
  rule: z.string(),
  title: z.string(),
  severity: z.enum(alertSeverityIds as ['page', 'ticket']).nullable(),
  state: z.enum(['firing', 'calm', 'resolved']).describe('calm: what it watches holds again, not long enough yet to end it'),
  account: z.string(),
  region: z.string(),
  kind: z.string().describe('Of resource, or of what else it is about'),
  name: z.string(),
  arn: z.string().nullable().describe('Null of what is no resource: a collector, a budget'),
  team: z.string(),
  sentence: z.string(),
  figure: z.string().describe('The reading beside its limit, with its unit; empty where there is none'),
  beganAt: instant.describe('When the fact began, as far as it is known'),
  firedAt: instant.describe('When it was told'),
  resolvedAt: instant.nullable(),
  returns: z.number().int().describe('How often it came back soon after it had ended'),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
  snoozedUntil: instant.nullable().describe('When that ends by itself, and the alert is open again'),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable().describe('Whose it is, by the name of then'),
  silence: z
    .object({ id: z.number().int(), until: instant, by: z.string(), reason: z.string() })
    .nullable()
    .describe('Because of which nobody is told; of several, the one that ends last'),
  heldBy: z
    .number()
    .int()
    .nullable()
    .describe('The silence because of which nobody was told that it began; null once somebody was'),
});

export const toldAlert = ({
  word,
  beganAt,
  firedAt,
  resolvedAt,
  acknowledgedAt,
  snoozedUntil,
  silence,
  facts,
  ...row
}: AlertRecord): z.infer<typeof alert> => ({
  ...row,
  title: facts?.title ?? row.rule,
  severity: facts?.severity ?? null,
  state: word,
  beganAt: iso(beganAt),
  firedAt: iso(firedAt),
  resolvedAt: isoOrNull(resolvedAt),
  acknowledgedAt: isoOrNull(acknowledgedAt),
  snoozedUntil: isoOrNull(snoozedUntil),
  silence: silence && { ...silence, until: iso(silence.until) },
});
