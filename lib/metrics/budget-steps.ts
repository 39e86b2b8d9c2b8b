import type { Tier } from '#lib/catalog/tiers.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';

/** What a step does: lets one tier wait longer (`tolerance`: as long as the rules of watched series allow), or leaves something out. */
type Move =
  | { kind: 'widen'; tier: Tier; upToMs: number | 'tolerance' }
  | { kind: 'one_statistic' }
  | { kind: 'never'; tiers: readonly Tier[] };

/** `words` say what is so at this step and those before it. */
type StepRow = { label: string; words: string; moves: readonly Move[] };

/**
 * The order in which a budget makes collection poorer, mildest first: each step stands on all that precede it. What waits is asked for
 * later at its full resolution, since CloudWatch keeps one-minute points for 15 days: up to `defer_normal` nothing is ever lost.
 */
export const budgetSteps = {
  usual: {
    label: 'As usual',
    words: 'Every series is asked for as often as its tier says.',
    moves: [],
  },
  widen_normal: {
    label: 'Normal series wait longer',
    words: 'Normal series are asked for less often, at most an hour apart. Their points come later, and all of them come.',
    moves: [{ kind: 'widen', tier: 'normal', upToMs: hourMs }],
  },
  widen_idle: {
    label: 'Idle series wait longer',
    words: 'Idle series, too, are asked for less often, at most three hours apart.',
    moves: [{ kind: 'widen', tier: 'idle', upToMs: 3 * hourMs }],
  },
  widen_watched: {
    label: 'Watched series wait as long as their rules allow',
    words: 'Series that a rule watches, too, are asked for less often, within the tolerance of the rule.',
    moves: [{ kind: 'widen', tier: 'watched', upToMs: 'tolerance' }],
  },
  sample_idle: {
    label: 'Idle series are sampled',
    words: 'Only some of the idle series are asked for at a time, in turn, each of them once a day at least.',
    moves: [{ kind: 'widen', tier: 'idle', upToMs: dayMs }],
  },
  defer_normal: {
    label: 'Normal series wait for hours',
    words: 'Normal series are asked for hours apart, once a day at least. Their points come later, and all of them come.',
    moves: [{ kind: 'widen', tier: 'normal', upToMs: dayMs }],
  },
  one_statistic: {
    label: 'One statistic of each metric',
    words: 'Of each metric one statistic is asked for, because every statistic is billed by itself.',
    moves: [{ kind: 'one_statistic' }],
  },
  screen_only: {
    label: 'Only what is on screen',
    words:
      'Only what is on a screen is asked for, and what is billed by the request. The rest is fetched when the budget allows; CloudWatch keeps one-minute points for 15 days.',
    moves: [{ kind: 'never', tiers: ['normal', 'watched', 'idle'] }],
  },
  nothing: {
    label: 'Nothing that costs',
    words:
      'Nothing that costs is asked for: no metrics, no alarms. Inventory, audit events and activity go on, which are free. What is stored stays; one-minute points are fetched later if the budget allows it within 15 days.',
    moves: [{ kind: 'never', tiers: ['screen', 'normal', 'watched', 'idle'] }],
  },
} as const satisfies Record<string, StepRow>;

/** A wait that never ends. */
export const neverMs = Number.POSITIVE_INFINITY;

export type BudgetStep = keyof typeof budgetSteps;

export const budgetStepIds = Object.keys(budgetSteps) as BudgetStep[];

/** The longest that a watched series waits where its rule says nothing else. */
export const usualToleranceMs = 5 * minuteMs;
