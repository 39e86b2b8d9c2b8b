import { type AlertSeverity, alertRuleIds, alertRules } from '#lib/catalog/alert-rules.ts';
import { minuteMs } from '#lib/time.ts';
import { type ConsoleRule, conditionOf, type OwnRule } from './own-rule.ts';

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
  /** From trailwatch.yaml, or made in the console. */
  isOwn: boolean;
  /** Of one that was made in the console, whose it is: a slug, or "all". */
  owner: string | null;
};

/** A point of CloudWatch's settles after two minutes, is read every five, and the pass and judging take their own. */
const ownDelayMs = 8 * minuteMs;

function ownFacts(rule: OwnRule | ConsoleRule): RuleFacts {
  const { id, title, severity, why, mend, runbook, test, clearMs } = rule;
  return {
    ...{ id, title, severity, condition: conditionOf(test), why, mend, runbook, clearMs },
    ...{ earliestMs: test.of * minuteMs + ownDelayMs, isMoment: false, isOwn: true },
    owner: 'owner' in rule ? rule.owner : null,
  };
}

/** In one space of ids trailwatch.yaml has its own: a clash fails the start, and until then nothing is told twice. */
export const ownRulesOf = (file: readonly OwnRule[], console: readonly ConsoleRule[]): (OwnRule | ConsoleRule)[] => [
  ...file,
  ...console.filter(({ id }) => !file.some((one) => one.id === id)),
];

/** Every rule that is on: those of one's own first, then the catalogue's. */
export const rulesWith = (file: readonly OwnRule[], console: readonly ConsoleRule[] = []): RuleFacts[] => [
  ...ownRulesOf(file, console).map(ownFacts),
  ...alertRuleIds.map((id): RuleFacts => {
    const { title, severity, condition, why, mend, clearMs, earliestMs } = alertRules[id];
    const isMoment = 'isMoment' in alertRules[id];
    const words = { id, title, severity, condition, why, mend, runbook: null, clearMs, earliestMs };
    return { ...words, isMoment, isOwn: false, owner: null };
  }),
];

/** What is said of a rule by its id; null of one that nobody knows any more. */
export type RuleBook = (id: string) => RuleFacts | null;

export function ruleBookOf(file: readonly OwnRule[], console: readonly ConsoleRule[] = []): RuleBook {
  const rules = new Map(rulesWith(file, console).map((rule) => [rule.id, rule]));
  return (id) => rules.get(id) ?? null;
}
