import type { TeamScope } from '#lib/auth/scope.ts';
import { type Decided, type JudgedRule, judgeRules } from '#lib/teams/judge-rules.ts';
import type { RuleDraft } from '#lib/teams/rule-draft.ts';
import { type Move, ruleMoves } from '#lib/teams/rule-moves.ts';
import { listOwned } from './owned.ts';
import { withPseudonyms } from './pseudonyms.ts';
import { setup } from './setup.ts';

export type RuleBook = { tag: string; rules: JudgedRule[]; decided: Decided };

/** The rules of trailwatch.yaml in their order, with what each decides of the inventory as it stands. */
export async function getRuleBook(scope: TeamScope): Promise<RuleBook> {
  const { teams } = setup();
  return { tag: teams.tag, ...judgeRules(await listOwned(scope, teams.tag), teams) };
}

export type RuleMoves = { moves: Move[]; total: number };
const mostMoves = 200;

/** What would change hands if the rule were added; nothing is saved. The first 200. */
export async function listRuleMoves(scope: TeamScope, draft: RuleDraft): Promise<RuleMoves> {
  const { teams } = setup();
  const moves = ruleMoves(await listOwned(scope, teams.tag), teams, draft);
  return { moves: await withPseudonyms(scope, moves.slice(0, mostMoves)), total: moves.length };
}
