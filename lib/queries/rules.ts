import type { OwnRule } from '#lib/alerts/own-rule.ts';
import { type RuleBook, type RuleFacts, ruleBookOf, rulesWith } from '#lib/alerts/rule-book.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';
import { listConsoleRules } from './console-rules.ts';

/** Rules of trailwatch.yaml as this process read them; once, because a change of it restarts all processes. */
export const fileRules = (): readonly OwnRule[] => shared('own alert rules', () => loadConfig().alerts.rules);

/** Every rule that is on, as far as the scope sees it. */
export const allRules = async (scope: TeamScope): Promise<readonly RuleFacts[]> =>
  rulesWith(fileRules(), await listConsoleRules(scope));

/** What is said of rules that the scope sees; null of one that is known no more. */
export const ruleBook = async (scope: TeamScope): Promise<RuleBook> => ruleBookOf(fileRules(), await listConsoleRules(scope));
