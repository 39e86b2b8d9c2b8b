import type { Attribution, TeamRule, TeamRules } from './rules.ts';
import { type Owned, settleOwners } from './settled.ts';

export type Move = { owned: Owned; from: Attribution; to: Attribution };

/** What changes hands when a rule is added before or after all others; what stays where it is, is not in it. */
export function ruleMoves(all: readonly Owned[], rules: TeamRules, draft: { rule: TeamRule; isFirst: boolean }): Move[] {
  const added = draft.isFirst ? [draft.rule, ...rules.rules] : [...rules.rules, draft.rule];
  const before = settleOwners(all, rules);
  const after = settleOwners(all, { ...rules, rules: added });
  return all.flatMap((owned, index) => {
    const [from, to] = [before[index], after[index]];
    return from && to && from.team !== to.team ? [{ owned, from, to }] : [];
  });
}
