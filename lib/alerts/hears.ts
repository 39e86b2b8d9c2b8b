import type { RuleBook } from './rule-book.ts';

/** What a channel of trailwatch.yaml hears of; what it does not say it does not leave out. */
export type ChannelFilter = {
  teams?: readonly string[] | undefined;
  severities?: readonly string[] | undefined;
  kinds?: readonly string[] | undefined;
  rules?: readonly string[] | undefined;
};

/** Whether a channel hears that an alert began. */
export function hears(
  { teams, severities, kinds, rules }: ChannelFilter,
  { team, rule, kind }: { team: string; rule: string; kind: string },
  book: RuleBook,
): boolean {
  const severity = book(rule)?.severity ?? null;
  const isIn = (list: readonly string[] | undefined, one: string): boolean => list?.includes(one) ?? true;
  const isSevere = severities === undefined || (severity !== null && severities.includes(severity));
  return isSevere && isIn(teams, team) && isIn(kinds, kind) && isIn(rules, rule);
}
