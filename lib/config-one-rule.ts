import { stringify } from 'yaml';
import type { OwnRule } from './alerts/own-rule.ts';
import { tooFarBack } from './config-alert-past.ts';
import { ownRule } from './config-alert-rules.ts';
import { fieldProblems } from './config-problems.ts';
import type { KeptDays } from './metrics/steps.ts';

/** What is wrong with a rule: the field as trailwatch.yaml would have it (`threshold.above`; empty: all of it), and what was expected. */
type RuleProblem = { field: string; message: string };
export type ParsedRule = { rule: OwnRule; problems: null } | { rule: null; problems: readonly RuleProblem[] };

/** One rule as `alerts.rules` of trailwatch.yaml takes it, by itself; `kept`: for how many days samples are. */
export function parseRule(source: unknown, kept: KeptDays): ParsedRule {
  const result = ownRule.safeParse(source);
  if (!result.success) return { rule: null, problems: fieldProblems(result.error.issues) };
  const far = tooFarBack(result.data.test, kept);
  if (far) return { rule: null, problems: [{ field: far.path.join('.'), message: far.message }] };
  return { rule: result.data, problems: null };
}

/** Whoever's a rule is, it watches their resources alone, whatever it says. */
export const boundTo = (team: string, source: Record<string, unknown>): Record<string, unknown> =>
  team === 'all' ? source : { ...source, teams: [team] };

/** Rules as a part of trailwatch.yaml that it takes as it is. */
export const rulesYaml = (sources: readonly object[]): string => stringify({ alerts: { rules: sources } }, { lineWidth: 0 });

/** One of them as it stands in that list. */
export const ruleYaml = (source: object): string => stringify([source], { lineWidth: 0 });
