import type { LogKey } from './keys.ts';
import { verdictOf } from './verdicts.ts';
import type { ChainStep } from './walk.ts';

/** A file's name holds the minute in which CloudTrail began to write it; it was delivered within some minutes of it. */
const deliverySlackMs = 15 * 60_000;

type Span = { from: number; to: number };

const overlaps = (spans: readonly Span[], from: number, to: number): boolean =>
  spans.some((span) => span.from < to && span.to > from);
/** Spans come newest first and touch each other: those that follow on from one another are one. */
function add(spans: Span[], { from, to }: Span): void {
  const last = spans.at(-1);
  if (last && to >= last.from - 60_000 && to <= last.to) last.from = Math.min(last.from, from);
  else spans.push({ from, to });
}

/** What the digests of one place (an account's in one Region) say of its log files, of all trails that deliver there. */
export class Cover {
  readonly #proved: Span[] = [];
  readonly #doubt: Span[] = [];
  readonly #pending: Span[] = [];
  /** By key, the hash that a proved digest gives it; null where only one that is not proved names it. */
  readonly named = new Map<string, string | null>();

  step({ result, proved, doubted }: ChainStep): void {
    for (const { key, hash } of proved?.logs ?? []) this.named.set(key, hash);
    for (const { key } of doubted?.logs ?? []) if (!this.named.has(key)) this.named.set(key, null);
    const { hour, isFault } = verdictOf(result);
    if (result.of === 'digest' && result.isBackfill) return;
    if (proved) add(this.#proved, result);
    else if (hour === 'not-yet-due') add(this.#pending, result);
    else if (isFault) add(this.#doubt, result);
  }

  /** What can be said of a log file that no proved digest names. */
  verdict({ key, deliveredAt }: LogKey): 'unproved' | 'unnamed' | 'not-yet-due' {
    const to = deliveredAt + deliverySlackMs;
    if (this.named.has(key) || overlaps(this.#doubt, deliveredAt, to)) return 'unproved';
    if (overlaps(this.#pending, deliveredAt, to)) return 'not-yet-due';
    const isCovered = this.#proved.some((span) => span.from <= deliveredAt && span.to >= to);
    return isCovered ? 'unnamed' : 'unproved';
  }
}
