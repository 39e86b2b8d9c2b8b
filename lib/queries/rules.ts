import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { type RuleBook, type RuleFacts, ruleBookOf, rulesWith } from '#lib/alerts/rule-book.ts';
import { loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';

/** Rules of one's own as this process read them; once, because a change of trailwatch.yaml restarts all processes. */
export const ownRules = (): readonly OwnRule[] => shared('own alert rules', () => loadConfig().alerts.rules);

/** Every rule that is on in this process. */
export const allRules = (): readonly RuleFacts[] => shared('alert rules', () => rulesWith(ownRules()));

/** What is said of a rule; null of one that is known no more. */
export const ruleFacts: RuleBook = (id) => shared('alert rule book', () => ruleBookOf(ownRules()))(id);
