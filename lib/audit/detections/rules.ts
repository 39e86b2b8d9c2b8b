import { accessRules } from './access-rules.ts';
import { bucketRules } from './bucket-rules.ts';
import { keyRules } from './key-rules.ts';
import { resourceRules } from './resource-rules.ts';
import type { Rule, StatelessRule } from './rule.ts';
import { sharingRules } from './sharing-rules.ts';
import { statefulRules } from './stateful-rules.ts';
import { trailRules } from './trail-rules.ts';

export const statelessRules = {
  ...accessRules,
  ...trailRules,
  ...keyRules,
  ...bucketRules,
  ...sharingRules,
  ...resourceRules,
} as const satisfies Record<string, StatelessRule>;

/** Every rule over events. Adding one is adding a row. */
export const detectionRules = { ...statefulRules, ...statelessRules } as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof detectionRules;
export const ruleIds = Object.keys(detectionRules) as RuleId[];
export const isRuleId = (text: string): text is RuleId => Object.hasOwn(detectionRules, text);

/** The rule of a stored detection; null where a later version knows it no more. */
export const ruleRow = (id: string): Rule | null => (isRuleId(id) ? detectionRules[id] : null);
