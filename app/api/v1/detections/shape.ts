import { z } from 'zod';
import { severities } from '#lib/audit/detections/rule.ts';
import { type RuleId, ruleIds, ruleRow } from '#lib/audit/detections/rules.ts';
import type { DetectionRow } from '#lib/queries/detections.ts';
import { event, toldEvent } from '../events/shape.ts';

export const severity = z.enum(severities);
export const rule = z.enum(ruleIds as [RuleId, ...RuleId[]]);

/** What a rule found, as the API tells it, with the event that it was found in. */
export const detection = z.object({
  rule: z.string(),
  title: z.string(),
  severity,
  object: z.string().nullable(),
  found: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()])),
  says: z.string().describe('What was found, in words'),
  why: z.string().describe('Why it matters'),
  mend: z.string().describe('What to do'),
  event,
});

export function toldDetection({
  rule: id,
  severity: weight,
  object,
  found,
  key: _,
  ...row
}: DetectionRow): z.infer<typeof detection> {
  const known = ruleRow(id);
  return {
    rule: id,
    title: known?.title ?? id,
    severity: weight,
    object,
    found,
    says: known?.says(found) ?? '',
    why: known?.why ?? '',
    mend: known?.mend ?? '',
    event: toldEvent(row),
  };
}
