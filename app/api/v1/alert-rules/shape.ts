import { z } from 'zod';
import { instant, iso, isoOrNull } from '#lib/api/fields.ts';
import type { RuleRecord } from '#lib/queries/console-rules.ts';
import { yamlOf } from '#lib/queries/rule-texts.ts';

/** A rule of the console, as the API tells it. */
export const alertRule = z.object({
  id: z.string(),
  team: z.string().describe('Whose resources it watches: a slug, or all'),
  source: z.record(z.string(), z.unknown()).describe('As an item of alerts.rules in trailwatch.yaml'),
  yaml: z.string().describe('The same as YAML'),
  problems: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .describe('Why this version does not take it, and so does not judge by it; empty: it does'),
  version: z.number().int().describe('Another with every change; who changes or deletes it says which'),
  madeBy: z.string(),
  madeAt: instant,
  changedBy: z.string().nullable(),
  changedAt: instant.nullable(),
});

export const toldRule = ({ rule: _, problems, ...row }: RuleRecord): z.infer<typeof alertRule> => ({
  ...row,
  yaml: yamlOf(row.source),
  problems: [...(problems ?? [])],
  madeAt: iso(row.madeAt),
  changedAt: isoOrNull(row.changedAt),
});

export const askedSource = z
  .record(z.string(), z.unknown())
  .describe('As an item of alerts.rules in trailwatch.yaml; of a team’s rule `teams` is that team');
