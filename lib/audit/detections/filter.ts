import { type Severity, severities } from './rule.ts';
import { isRuleId, type RuleId } from './rules.ts';

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

export type DetectionFilter = { rules: readonly RuleId[]; severities: readonly Severity[] };

const isSeverity = (text: string): text is Severity => severities.some((one) => one === text);
const listAt = (search: Search, name: string): string[] => [...new Set([search[name] ?? []].flat())].slice(0, 50);

/** The filter that a URL asks for; what it does not know it leaves alone. */
export const parseDetectionFilter = (search: Search): DetectionFilter => ({
  rules: listAt(search, 'rule').filter(isRuleId),
  severities: listAt(search, 'severity').filter(isSeverity),
});
