import type { Absence } from '#lib/catalog/absence.ts';
import { type Health, healthWords, teamRules, worstHealth } from '#lib/catalog/health.ts';
import { formatCount } from '#lib/format.ts';

/** One thing of a team that has a word: an endpoint, its jobs, its labeling, a node, a place that cannot be read. */
export type Finding = {
  word: Health;
  /** Shown instead of the health word: "denied" where that is the reason. */
  absence: Absence | null;
  subject: string;
  sentence: string;
  since: number | null;
  team: string;
  /** Where it is looked at. */
  kind: 'endpoint' | 'job' | 'labeling' | 'node' | 'place';
  place: { account: string; region: string; name: string; jobKind?: string };
  /** Of a place: what is said of it, and how many endpoints are unseen for it. */
  unread?: Unread;
  /** The same place of so many teams. */
  teams?: number;
};

/** `illThen`: endpoints among them that were failing or degraded when they were last read. */
export type Unread = { said: string; endpoints: number; illThen: number };

export const unreadSentence = ({ said, endpoints, illThen }: Unread): string =>
  `${said}, ${formatCount(endpoints, 'endpoint', 'endpoints')} unseen${illThen === 0 ? '' : `, ${illThen} of them ill then`}`;

export type TeamVerdict = { word: Health; finding: Finding | null };

const rank = (finding: Finding): number => healthWords[finding.word].rank;

/** Loudest first: the worse word, then a refusal before mere silence, then what is newest. */
const loudest = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) =>
      rank(a) - rank(b) || Number(b.absence === 'denied') - Number(a.absence === 'denied') || (b.since ?? 0) - (a.since ?? 0),
  );

/** A team's word is the worst of its parts; without parts that have one it is judged by its traffic. */
export function judgeTeam(findings: readonly Finding[], quiet: readonly Health[]): TeamVerdict {
  const [finding] = loudest(findings);
  return finding ? { word: finding.word, finding } : { word: worstHealth(quiet), finding: null };
}

/** A place that cannot be read is one thing, whoever's endpoints are unseen for it. */
function joinPlaces(findings: readonly Finding[]): Finding[] {
  const places = Map.groupBy(findings, ({ unread, place }) => (unread ? `${place.account} ${place.region}` : null));
  return [...places].flatMap(([key, some]) => {
    const [first] = some;
    if (key === null || !first?.unread || some.length === 1) return some;
    const sum = (of: (unread: Unread) => number) => some.reduce((all, { unread }) => all + (unread ? of(unread) : 0), 0);
    const unread = { ...first.unread, endpoints: sum((one) => one.endpoints), illThen: sum((one) => one.illThen) };
    return [{ ...first, team: 'all', teams: some.length, unread, sentence: unreadSentence(unread) }];
  });
}

export type Needs = { shown: Finding[]; total: number };

/** What someone should look at now: failing, denied, degraded and unknown things, at most five; a team's jobs once. */
export function needsSomeone(findings: readonly Finding[]): Needs {
  const urgency = (one: Finding) => (one.absence === 'denied' ? healthWords.failing.rank + 0.5 : rank(one));
  const all = joinPlaces(findings)
    .filter((one) => one.word === 'failing' || one.word === 'degraded' || one.word === 'unknown')
    .toSorted((a, b) => urgency(a) - urgency(b) || (b.since ?? 0) - (a.since ?? 0));
  return { shown: all.slice(0, teamRules.needs), total: all.length };
}
