import type { Absence } from '#lib/catalog/absence.ts';
import { type AlertSeverity, alertSeverityIds } from '#lib/catalog/alert-rules.ts';
import type { ChannelKind } from '#lib/catalog/channel-kinds.ts';
import { type ChannelFilter, hears } from './hears.ts';
import type { AlertSubject } from './reading.ts';
import type { RuleFacts } from './rule-book.ts';
import { isSilencedBy, type SilenceMatcher } from './silences.ts';

/** Why a rule cannot be judged now; `why` null: as the vocabulary says. */
export type Blind = { absence: Absence; why: string | null };
/** A rule that watches something, and whether it can be judged. */
export type Watching = { rule: RuleFacts; blind: Blind | null };
/** `hasHours`: of what begins outside of its hours it hears once they begin. */
export type Hearer = { id: string; kind: ChannelKind; hasHours: boolean };
export type CoverageChannel = Hearer & ChannelFilter;
type Silence = SilenceMatcher & { id: number; endsAt: number; reason: string };

/** What somebody would not be told of, and why. `rules`: their titles. */
export type Gap =
  /** Of any severity, where it is null. */
  | { kind: 'unheard'; severity: AlertSeverity | null; rules: readonly string[]; isWhole: boolean }
  | { kind: 'hours'; severity: AlertSeverity; channels: readonly string[] }
  | { kind: 'silenced'; silence: number; until: number; reason: string; rules: readonly string[]; isWhole: boolean }
  | ({ kind: 'blind'; rules: readonly string[]; isWhole: boolean } & Blind);

/** `nobody`: nobody would be told of anything; `part`: not of all, or not at any hour. */
export const coverageWords = ['nobody', 'part', 'told'] as const;
export type CoverageWord = (typeof coverageWords)[number];

export type Coverage = {
  word: CoverageWord;
  /** Who would be told now of something at least of this severity. */
  told: Record<AlertSeverity, readonly Hearer[]>;
  watching: number;
  judged: number;
  gaps: readonly Gap[];
};

type Judged = Watching & { hearers: readonly CoverageChannel[]; silence: Silence | null };

const titlesOf = (list: readonly Watching[]): string[] => list.map(({ rule }) => rule.title);
const isTold = ({ blind, silence, hearers }: Judged): boolean => blind === null && silence === null && hearers.length > 0;

function unheard(all: readonly Judged[]): Gap[] {
  if (all.length > 0 && all.every(({ hearers }) => hearers.length === 0)) {
    return [{ kind: 'unheard', severity: null, rules: titlesOf(all), isWhole: true }];
  }
  return alertSeverityIds.flatMap((severity): Gap[] => {
    const some = all.filter(({ rule }) => rule.severity === severity);
    const none = some.filter(({ hearers }) => hearers.length === 0);
    return none.length === 0 ? [] : [{ kind: 'unheard', severity, rules: titlesOf(none), isWhole: none.length === some.length }];
  });
}

function silenced(all: readonly Judged[]): Gap[] {
  const bySilence = Map.groupBy(all, ({ silence }) => silence);
  return [...bySilence].flatMap(([silence, some]): Gap[] => {
    if (silence === null) return [];
    const { id, endsAt: until, reason } = silence;
    return [{ kind: 'silenced', silence: id, until, reason, rules: titlesOf(some), isWhole: some.length === all.length }];
  });
}

function blind(all: readonly Judged[]): Gap[] {
  const byWhy = Map.groupBy(
    all.filter((one) => one.blind !== null),
    (one) => `${one.blind?.absence} ${one.blind?.why ?? ''}`,
  );
  return [...byWhy.values()].flatMap((some): Gap[] => {
    const why = some[0]?.blind;
    return why ? [{ kind: 'blind', ...why, rules: titlesOf(some), isWhole: some.length === all.length }] : [];
  });
}

/** Whoever sleeps is to be woken: of what pages somebody, hours are a gap. */
function withinHours(all: readonly Judged[]): Gap[] {
  const waiting = all.filter(({ rule, hearers }) => rule.severity === 'page' && hearers.length > 0);
  const late = waiting.filter(({ hearers }) => hearers.every(({ hasHours }) => hasHours));
  const channels = [...new Set(late.flatMap(({ hearers }) => hearers.map(({ id }) => id)))];
  return late.length === 0 ? [] : [{ kind: 'hours', severity: 'page', channels }];
}

/** Who would be told of what is watched of one subject, if it went wrong now, and what nobody would be told of. */
export function coverageOf(
  subject: AlertSubject & { team: string },
  watching: readonly Watching[],
  { channels, silences }: { channels: readonly CoverageChannel[]; silences: readonly Silence[] },
): Coverage {
  const all = watching.map((one): Judged => {
    const about = { ...subject, rule: one.rule.id };
    const found = silences.filter((silence) => isSilencedBy(silence, about)).toSorted((a, b) => b.endsAt - a.endsAt);
    return { ...one, hearers: channels.filter((channel) => hears(channel, about, () => one.rule)), silence: found[0] ?? null };
  });
  const told = (severity: AlertSeverity): Hearer[] => {
    const heard = new Set(all.filter((one) => one.rule.severity === severity && isTold(one)).flatMap(({ hearers }) => hearers));
    return channels.filter((one) => heard.has(one)).map(({ id, kind, hasHours }) => ({ id, kind, hasHours }));
  };
  const gaps = [...unheard(all), ...silenced(all), ...blind(all), ...withinHours(all)];
  return {
    word: all.some(isTold) ? (gaps.length === 0 ? 'told' : 'part') : 'nobody',
    told: { page: told('page'), ticket: told('ticket') },
    watching: all.length,
    judged: all.filter((one) => one.blind === null).length,
    gaps,
  };
}
