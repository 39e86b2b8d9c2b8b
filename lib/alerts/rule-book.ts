import { type AlertSeverity, alertRuleIds, alertRules } from '#lib/catalog/alert-rules.ts';
import { minuteMs } from '#lib/time.ts';
import { conditionOf, type OwnRule } from './own-rule.ts';

/** What there is to say of a rule, whoever wrote it. Durations in milliseconds. */
export type RuleFacts = {
  id: string;
  title: string;
  severity: AlertSeverity;
  condition: string;
  why: string | null;
  mend: string | null;
  runbook: string | null;
  clearMs: number;
  /** The earliest that anybody can be told after the fact. */
  earliestMs: number;
  /** The fact is a moment, and no state that lasts. */
  isMoment: boolean;
  /** From trailwatch.yaml. */
  isOwn: boolean;
};

/** A point of CloudWatch's settles after two minutes, is read every five, and the pass and judging take their own. */
const ownDelayMs = 8 * minuteMs;

const ownFacts = ({ id, title, severity, why, mend, runbook, test, clearMs }: OwnRule): RuleFacts => ({
  ...{ id, title, severity, condition: conditionOf(test), why, mend, runbook, clearMs },
  ...{ earliestMs: test.of * minuteMs + ownDelayMs, isMoment: false, isOwn: true },
});

/** Every rule that is on: those of one's own first, then the catalogue's. */
export const rulesWith = (own: readonly OwnRule[]): RuleFacts[] => [
  ...own.map(ownFacts),
  ...alertRuleIds.map((id): RuleFacts => {
    const { title, severity, condition, why, mend, clearMs, earliestMs } = alertRules[id];
    const isMoment = 'isMoment' in alertRules[id];
    return { id, title, severity, condition, why, mend, runbook: null, clearMs, earliestMs, isMoment, isOwn: false };
  }),
];

/** What is said of a rule by its id; null of one that this version or trailwatch.yaml does not know any more. */
export type RuleBook = (id: string) => RuleFacts | null;

export function ruleBookOf(own: readonly OwnRule[]): RuleBook {
  const rules = new Map(rulesWith(own).map((rule) => [rule.id, rule]));
  return (id) => rules.get(id) ?? null;
}
