import { z } from 'zod';
import type { OwnRule, OwnTest } from './alerts/own-rule.ts';
import { type AlertSeverity, alertSeverityIds, isAlertRule } from './catalog/alert-rules.ts';
import { metricKinds } from './catalog/metric-kinds.ts';
import type { ResourceKind } from './catalog/resource-kinds.ts';
import { counted, inUnit, type Limit, limit, longestMinutes, Misfit, measured, minutes, name } from './config-alert-parts.ts';
import { burn, burnOf, change, changeOf } from './config-alert-past.ts';
import { minuteMs } from './time.ts';

/** What is looked at of a series that is judged in steps of five. */
const anomalyMinutes = 15;

const spanExpected = `expected how many of how many minutes, like 3 of 5; ${longestMinutes} at most`;
const span = z
  .string(spanExpected)
  .regex(/^[1-9]\d? of [1-9]\d?$/, spanExpected)
  .transform((text) => {
    const [breaking = 0, of = 0] = text.split(' of ').map(Number);
    return { breaking, of };
  })
  .refine(({ breaking, of }) => breaking <= of && of <= longestMinutes, spanExpected);

const names = z.array(name).min(1, 'expected at least one; without it all are meant').optional();
const severity = z.enum(alertSeverityIds as [AlertSeverity, ...AlertSeverity[]], `expected ${alertSeverityIds.join(' or ')}`);
const idExpected = 'expected up to 40 lower-case letters, digits, hyphens and underscores';
const runbookExpected = 'expected an address like https://wiki.example/runbook';

const beyondExpected = 'expected a number from 1.2 to 100: how many times as far out as ever';
/** An anomaly is told by single steps: of the next one nothing is known for a while. */
const usualClear = { anomaly: 30, other: 5 } as const;

const written = z.strictObject({
  id: z
    .string(idExpected)
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, idExpected)
    .refine((id) => !isAlertRule(id), 'a rule that is always there has this id: expected another'),
  title: name,
  severity: severity.default('ticket'),
  why: name.optional(),
  mend: name.optional(),
  runbook: z
    .string(runbookExpected)
    .regex(/^https?:\/\/[^\s@]+$/, runbookExpected)
    .max(2000, runbookExpected)
    .optional(),
  kind: z.enum(metricKinds as [ResourceKind, ...ResourceKind[]], `expected one of ${metricKinds.join(', ')}`).default('endpoint'),
  ...{ teams: names, accounts: names, regions: names, names },
  threshold: z
    .strictObject({
      metric: name,
      statistic: name,
      above: limit.optional(),
      below: limit.optional(),
      clear: limit.optional(),
      for: span.default({ breaking: 5, of: 5 }),
    })
    .optional(),
  share: z
    .strictObject({
      metric: name,
      of: name,
      above: limit,
      atLeast: z.number('expected a count').nonnegative('expected 0 or more').default(0),
      over: minutes.default(5),
    })
    .optional(),
  silence: z.strictObject({ metric: name, over: minutes.default(15) }).optional(),
  anomaly: z
    .strictObject({
      metric: name,
      statistic: name,
      /** How many times as far out as it ever went. */
      beyond: z.number(beyondExpected).min(1.2, beyondExpected).max(100, beyondExpected).default(2),
    })
    .optional(),
  burn: burn.optional(),
  change: change.optional(),
  clearAfter: minutes.optional(),
});
type Written = z.infer<typeof written>;

function thresholdOf(kind: ResourceKind, said: NonNullable<Written['threshold']>): OwnTest {
  const { metric, statistic, above, below, clear } = said;
  const read = measured(kind, { at: ['threshold', 'metric'], metric, statistic });
  if ((above === undefined) === (below === undefined)) throw new Misfit(['threshold'], 'expected either above or below');
  const side = above === undefined ? 'below' : 'above';
  const limitIs = inUnit((above ?? below) as Limit, read.unit, ['threshold', side]);
  const clearIs = clear === undefined ? limitIs : inUnit(clear, read.unit, ['threshold', 'clear']);
  if (side === 'above' ? clearIs > limitIs : clearIs < limitIs) {
    throw new Misfit(['threshold', 'clear'], `expected a level that is not ${side} the limit: there it is over`);
  }
  return { kind: 'threshold', ...read, side, limit: limitIs, clear: clearIs, ...said.for };
}

function testOf({ kind, threshold, share, silence, anomaly, burn: burning, change: changing }: Written): OwnTest {
  if ([threshold, share, silence, anomaly, burning, changing].filter((one) => one !== undefined).length !== 1) {
    throw new Misfit([], 'expected one of threshold, share, silence, anomaly, burn and change');
  }
  if (burning) return burnOf(kind, burning);
  if (changing) return changeOf(kind, changing);
  if (threshold) return thresholdOf(kind, threshold);
  if (anomaly) {
    const read = measured(kind, { at: ['anomaly', 'metric'], metric: anomaly.metric, statistic: anomaly.statistic });
    return { kind: 'anomaly', ...read, beyond: anomaly.beyond, of: anomalyMinutes };
  }
  if (silence) return { kind: 'silence', ...counted(kind, ['silence', 'metric'], silence.metric), of: silence.over };
  const { metric, of, above, atLeast, over } = share as NonNullable<Written['share']>;
  const limitIs = inUnit({ ...above, unit: above.unit ?? 'Percent' }, 'Percent', ['share', 'above']);
  if (limitIs < 0 || limitIs >= 100) throw new Misfit(['share', 'above'], 'expected 0 % or more, and less than 100 %');
  const [part, whole] = [counted(kind, ['share', 'metric'], metric), counted(kind, ['share', 'of'], of)];
  return { kind: 'share', part, whole, limit: limitIs, floor: atLeast, of: over };
}

export const ownRule = written.transform((said, context): OwnRule => {
  try {
    const { id, title, severity: is, why = null, mend = null, runbook = null, kind } = said;
    const clearAfter = said.clearAfter ?? usualClear[said.anomaly ? 'anomaly' : 'other'];
    const { teams = null, accounts = null, regions = null, names: named = null } = said;
    const scope = { teams, accounts, regions, names: named };
    return { id, title, severity: is, why, mend, runbook, kind, scope, test: testOf(said), clearMs: clearAfter * minuteMs };
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    context.issues.push({ code: 'custom', input: said, path: [...error.path], message: error.message });
    return z.NEVER;
  }
});

/** `alerts.rules` of trailwatch.yaml: rules of one's own beside those that are always there. */
export const ownRules = z
  .array(ownRule)
  .max(500, 'expected at most 500 rules')
  .default([])
  .superRefine((rows, context) => {
    rows.forEach(({ id }, index) => {
      const isAgain = rows.findIndex((row) => row.id === id) < index;
      if (isAgain) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'expected each id once' });
    });
  });
