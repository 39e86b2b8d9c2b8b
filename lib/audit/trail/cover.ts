import { minuteMs } from '#lib/time.ts';
import type { LogKey } from './keys.ts';
import { verdictOf } from './verdicts.ts';
import type { AnchorStep, ChainStep } from './walk.ts';

/** A file's name holds the minute in which CloudTrail began to write it; it was delivered within some minutes of it. */
const deliverySlackMs = 15 * minuteMs;

type Span = { from: number; to: number };

const overlaps = (spans: readonly Span[], from: number, to: number): boolean =>
  spans.some((span) => span.from < to && span.to > from);

/** Spans come newest first and touch each other: those that follow on from one another are one. */
function add(spans: Span[], from: number, to: number): void {
  const last = spans.at(-1);
  if (last && to >= last.from - minuteMs && to <= last.to) last.from = Math.min(last.from, from);
  else spans.push({ from, to });
}

/** What the digests of one place (an account's in one Region) say of its log files, of all trails that deliver there. */
export class Cover {
  readonly #proved: Span[] = [];
  readonly #doubt: Span[] = [];
  readonly #pending: Span[] = [];
  readonly #windowTo: number;
  /** By key, the hash that a proved digest gives it; null where only one that is not proved names it. */
  readonly named = new Map<string, string | null>();

  /** @param windowTo the end of the window that is walked */
  constructor(windowTo: number) {
    this.#windowTo = windowTo;
  }

  step({ result, proved, doubted }: ChainStep | AnchorStep): void {
    for (const { key, hash } of proved?.logs ?? []) this.named.set(key, hash);
    for (const { key } of doubted?.logs ?? []) if (!this.named.has(key)) this.named.set(key, null);
    if (result?.of === 'digest' && result.isBackfill) return;
    if (proved) add(this.#proved, proved.startAt, proved.endAt);
    else if (result?.kind === 'not-yet-due') add(this.#pending, result.from, result.to);
    else if (result && verdictOf(result).isFault) add(this.#doubt, result.from, result.to);
  }

  /** What can be said of a log file that no proved digest names. */
  verdict({ key, deliveredAt }: LogKey): 'unproved' | 'unnamed' | 'not-yet-due' {
    const to = deliveredAt + deliverySlackMs;
    if (this.named.has(key) || overlaps(this.#doubt, deliveredAt, to)) return 'unproved';
    const spans = this.#proved.filter((span) => span.from <= deliveredAt && span.to > deliveredAt);
    // Written before the end of the newest digest that there is, delivered perhaps after it: the next one will tell.
    const isOpen = spans.some((span) => span.to < to && span.to >= this.#windowTo);
    if (isOpen || overlaps(this.#pending, deliveredAt, to)) return 'not-yet-due';
    return spans.length > 0 ? 'unnamed' : 'unproved';
  }
}
