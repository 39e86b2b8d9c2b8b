import { alertRules, isAlertRule } from '#lib/catalog/alert-rules.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import type { Reading } from './reading.ts';

/** What became of an alert. `gone`: what it is about is no more. */
export type AlertStep = 'fired' | 'calm' | 'again' | 'resolved' | 'gone';

/** An alert as it was left. Epoch ms. */
export type AlertState = {
  /** When the fact began, as far as it is known. */
  beganAt: number;
  /** When it was told. */
  firedAt: number;
  /** Since when its promise holds again, while that is too short to end it. */
  calmSince: number | null;
  resolvedAt: number | null;
  /** How often it came back soon after it ended: each time it takes twice as long to end. */
  returns: number;
  sentence: string;
  figure: string;
  judgedAt: number;
};

export type Transition = { at: number; step: AlertStep; sentence: string; figure: string };
/** `next` is null where there is no alert, and none begins. */
export type Decision = { next: AlertState | null; transitions: Transition[] };

/** An alert that comes back so soon is the same one. */
export const sameWithinMs = hourMs;
const longestClearMs = hourMs;
/** What nobody could read for longer has not been calm meanwhile. */
const longestGapMs = 10 * minuteMs;

const clearMsOf = ({ rule, clearMs = 0 }: Reading, { returns }: AlertState): number =>
  Math.min(longestClearMs, (isAlertRule(rule) ? alertRules[rule].clearMs : clearMs) * 2 ** returns);

type Broken = Extract<Reading, { verdict: 'broken' }>;

function onBroken(former: AlertState | null, { since, sentence, figure }: Broken, now: number): Decision {
  const said = { sentence, figure };
  const told = (step: AlertStep): Transition[] => [{ at: now, step, ...said }];
  const isOver = former !== null && former.resolvedAt !== null;
  if (former === null || (isOver && now - (former.resolvedAt ?? 0) > sameWithinMs)) {
    const fresh = { beganAt: Math.min(since ?? now, now), firedAt: now, calmSince: null, resolvedAt: null, returns: 0 };
    return { next: { ...fresh, ...said, judgedAt: now }, transitions: told('fired') };
  }
  const next = { ...former, ...said, calmSince: null, resolvedAt: null, judgedAt: now };
  if (isOver) return { next: { ...next, returns: former.returns + 1 }, transitions: told('again') };
  return { next, transitions: former.calmSince === null ? [] : told('again') };
}

function onHolds(former: AlertState, reading: Reading, now: number): Decision {
  const isInterrupted = now - former.judgedAt > longestGapMs;
  const calmSince = former.calmSince === null || isInterrupted ? now : former.calmSince;
  const said = { sentence: former.sentence, figure: former.figure };
  const calm: Transition[] = former.calmSince === null ? [{ at: now, step: 'calm', ...said }] : [];
  if (now - calmSince < clearMsOf(reading, former)) {
    return { next: { ...former, calmSince, judgedAt: now }, transitions: calm };
  }
  const next = { ...former, calmSince, resolvedAt: now, judgedAt: now };
  return { next, transitions: [...calm, { at: now, step: 'resolved', ...said }] };
}

/**
 * What a reading makes of an alert. A moment that was judged before changes nothing, so that a clock set back or a worker that begins again tells
 * nothing twice; what nobody could read leaves the alert as it is. Source: the former state and `now`, in epoch ms, alone.
 */
export function decide(former: AlertState | null, reading: Reading, now: number): Decision {
  if (former !== null && now <= former.judgedAt) return { next: former, transitions: [] };
  if (reading.verdict === 'broken') return onBroken(former, reading, now);
  if (former === null || former.resolvedAt !== null || reading.verdict === 'unknown') return { next: former, transitions: [] };
  return onHolds(former, reading, now);
}

/** The end of an open alert about what is no more. */
export const end = (former: AlertState, now: number): Decision =>
  former.resolvedAt !== null || now <= former.judgedAt
    ? { next: former, transitions: [] }
    : {
        next: { ...former, resolvedAt: now, judgedAt: now },
        transitions: [{ at: now, step: 'gone', sentence: former.sentence, figure: former.figure }],
      };
