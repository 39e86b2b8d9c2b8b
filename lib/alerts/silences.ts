import { TrailwatchError } from '#lib/errors.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { matchesGlob } from './glob.ts';
import type { AlertSubject } from './reading.ts';

/** What a silence is about: alerts of a team ("all": of any) that it names in every way it says. A list that is empty, or null, says nothing. */
export type SilenceMatcher = {
  team: string;
  rules: readonly string[];
  kinds: readonly string[];
  account: string | null;
  region: string | null;
  /** Of the resource, whole; `*` stands for any text, also for none. */
  name: string | null;
};

/** What an alert is about, and whose it is. */
export type Silenceable = AlertSubject & { rule: string; team: string };

/** Epoch ms. `endedAt`: when somebody ended it before its time. */
export type SilenceSpan = { startsAt: number; endsAt: number; endedAt: number | null };

export const silenceWords = ['active', 'planned', 'over'] as const;
export type SilenceWord = (typeof silenceWords)[number];

export const longestSilenceMs = 30 * dayMs;
const latestStartMs = 365 * dayMs;

const lists = (list: readonly string[], one: string): boolean => list.length === 0 || list.includes(one);
const isOrSaysNothing = (said: string | null, one: string): boolean => said === null || said === one;

export const isSilencedBy = (silence: SilenceMatcher, { rule, team, account, region, kind, name }: Silenceable): boolean =>
  (silence.team === 'all' || silence.team === team) &&
  lists(silence.rules, rule) &&
  lists(silence.kinds, kind) &&
  isOrSaysNothing(silence.account, account) &&
  isOrSaysNothing(silence.region, region) &&
  (silence.name === null || matchesGlob(silence.name, name));

/** Of stars alone a name says nothing; two beside each other are one. */
const patternOf = (name: string | null): string | null => {
  const pattern = name?.replace(/\*+/g, '*') ?? '';
  return pattern === '' || pattern === '*' ? null : pattern;
};

/** A matcher as it is kept. @throws TrailwatchError `invalid` for one that would silence everything there is */
export function boundMatcher({ rules, kinds, name, ...rest }: SilenceMatcher): SilenceMatcher {
  const matcher = { ...rest, rules: [...new Set(rules)], kinds: [...new Set(kinds)], name: patternOf(name) };
  const saysNothing = [matcher.account, matcher.region, matcher.name].every((one) => one === null);
  if (matcher.team === 'all' && matcher.rules.length === 0 && matcher.kinds.length === 0 && saysNothing) {
    throw new TrailwatchError('invalid', 'team: this would silence every alert of every team.', {
      mend: 'Choose a team, a rule, a kind, an account or a Region, or write a name.',
    });
  }
  return matcher;
}

type Asked = { startsAt: number | null; endsAt: number | null; minutes: number | null };

/** From when to when a silence holds: what is said to begin in the past begins now. @throws TrailwatchError `invalid` */
export function silenceSpan({ startsAt, endsAt, minutes }: Asked, now: number): { startsAt: number; endsAt: number } {
  const from = Math.max(startsAt ?? now, now);
  if ((endsAt === null) === (minutes === null)) {
    throw new TrailwatchError('invalid', 'endsAt: say either when it ends or for how many minutes it holds.', {
      mend: 'A silence has an end, 30 days after its beginning at the latest.',
    });
  }
  const until = endsAt ?? from + (minutes ?? 0) * minuteMs;
  const refuse = (message: string, mend: string) => new TrailwatchError('invalid', message, { mend });
  if (until <= now) throw refuse('endsAt: is in the past.', 'Choose a later end.');
  if (until <= from) throw refuse('endsAt: is not after the beginning.', 'Choose a later end.');
  if (until - from > longestSilenceMs)
    throw refuse('endsAt: is more than 30 days after the beginning.', 'Choose an earlier end.');
  if (from - now > latestStartMs) throw refuse('startsAt: is more than a year ahead.', 'Choose an earlier beginning.');
  return { startsAt: from, endsAt: until };
}

/** How a silence stands at a moment: at its end it is over. */
export function silenceWord({ startsAt, endsAt, endedAt }: SilenceSpan, now: number): SilenceWord {
  if ((endedAt !== null && endedAt <= now) || endsAt <= now) return 'over';
  return startsAt <= now ? 'active' : 'planned';
}
