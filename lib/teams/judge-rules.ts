import { isActorRule, ruleMatchesActor, ruleMatchesResource, ruleWords, type TeamRule, type TeamRules } from './rules.ts';
import { type Owned, settleOwners } from './settled.ts';

/** `decides`: whose owner it is that says so. `matches`: also those that something before it decided, counted by what did. */
export type JudgedRule = {
  place: number;
  team: string;
  words: string;
  isActorRule: boolean;
  decides: number;
  matches: number;
  shadowedBy: { what: string; count: number }[];
};

/** How owners come about, by the first words of their reasons. */
export type Decided = { hand: number; tag: number; rule: number; holder: number; nobody: number };

const ways = [
  ['hand', 'by hand: '],
  ['tag', 'tag '],
  ['rule', 'rule '],
  ['holder', 'of '],
] as const satisfies readonly (readonly [keyof Decided, string])[];

const matches = (rule: TeamRule, one: Owned): boolean =>
  one.isActor ? ruleMatchesActor(rule, one) : ruleMatchesResource(rule, one);

/** "rule 3", "tag", "by hand": what a reason begins with. */
const decider = (reason: string): string =>
  /^rule \d+/.exec(reason)?.[0] ??
  (reason.startsWith('by hand') ? 'by hand' : reason.startsWith('tag ') ? 'its tag' : 'its holder');

/** What each rule does now, and what it would do if it stood first. */
export function judgeRules(all: readonly Owned[], rules: TeamRules): { rules: JudgedRule[]; decided: Decided } {
  const settled = settleOwners(all, rules);
  const decided: Decided = { hand: 0, tag: 0, rule: 0, holder: 0, nobody: 0 };
  for (const { team, teamReason } of settled) {
    const way = ways.find(([, start]) => teamReason.startsWith(start))?.[0];
    decided[team === 'unowned' || way === undefined ? 'nobody' : way] += 1;
  }
  const judged = rules.rules.map((rule, index): JudgedRule => {
    const by = new Map<string, number>();
    all.forEach((one, at) => {
      if (!matches(rule, one)) return;
      const what = decider(settled[at]?.teamReason ?? '');
      by.set(what, (by.get(what) ?? 0) + 1);
    });
    const decides = by.get(`rule ${index + 1}`) ?? 0;
    const total = [...by.values()].reduce((sum, count) => sum + count, 0);
    const shadowedBy = [...by].filter(([what]) => what !== `rule ${index + 1}`).map(([what, count]) => ({ what, count }));
    const { team } = rule;
    return {
      place: index + 1,
      team,
      words: ruleWords(rule),
      isActorRule: isActorRule(rule),
      decides,
      matches: total,
      shadowedBy,
    };
  });
  return { rules: judged, decided };
}
