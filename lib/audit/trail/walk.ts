import { hourMs, minuteMs } from '#lib/time.ts';
import type { Digest, PreviousDigest } from './digest.ts';
import type { JudgedDigest } from './judge.ts';
import { chainId, type DigestKey, parseTrailKey } from './keys.ts';
import type { DigestVerdict, PeriodVerdict, TrailResult } from './verdicts.ts';

/** What is asked of a chain (epoch ms). `from` is null where the oldest digest that is there is as good as any. */
export type TrailWindow = { from: number | null; to: number };

/** What GetTrailStatus says, where it is known: LatestDigestDeliveryTime, and StopLoggingTime of a trail that does not log. */
export type TrailStatus = { latestDigestAt: number | null; stoppedAt: number | null };

/**
 * What a walk meets: a result, beside a proved digest what it names, and beside one that is not what it would name. An anchor has no result: of
 * it, only the log files are of interest that were written within the window, and delivered after it.
 */
export type ChainStep = { result: TrailResult; proved: Digest | null; doubted: Digest | null };
export type AnchorStep = { result: null; proved: Digest; doubted: null };

/** A digest comes some minutes after its hour, and up to two hours where CloudTrail is slow. */
const graceMs = 2 * hourMs;
/** Between two digests that follow each other lies nothing; a shorter stretch than this is no hour without one. */
const seamMs = minuteMs;

type Span = { from: number; to: number };
type Newer = { entry: DigestKey; digest: Digest | null; step: ChainStep | null };
type Link = { kind: 'none' } | { kind: 'previous' | 'elsewhere'; to: PreviousDigest; endAt: number } | { kind: 'backwards' };
/** `bucket` is null where it is not known: then any is right. */
export type WalkOptions = TrailWindow & { bucket: string | null; status: TrailStatus | null };

const hoursIn = (span: number): number => Math.round(span / hourMs);
const alone = (result: TrailResult): ChainStep => ({ result, proved: null, doubted: null });

/** The step with a graver verdict, where nothing was wrong with it until then. */
const amended = (step: ChainStep, kind: 'stray' | 'unlinked' | 'link-backwards'): ChainStep =>
  step.result.of === 'digest' && step.result.kind === 'verified' ? { ...step, result: { ...step.result, kind } } : step;

/** One digest's own result. */
export function stepOf(entry: DigestKey, judged: JudgedDigest, keys: ReadonlySet<string>): ChainStep {
  const { digest, isProved, isFromNext, note } = judged;
  const isReplayed = judged.kind === 'misplaced' && digest !== null && keys.has(digest.key);
  const span = isProved && digest ? { from: digest.startAt, to: digest.endAt } : { from: entry.endAt - hourMs, to: entry.endAt };
  const result: TrailResult = {
    of: 'digest',
    kind: isReplayed ? 'replayed' : judged.kind,
    key: entry.key,
    ...span,
    chain: chainId(entry),
    isBackfill: entry.isBackfill,
    ...(isFromNext ? { isFromNext } : {}),
    ...(note ? { note } : {}),
  };
  return { result, proved: isProved ? digest : null, doubted: isProved ? null : digest };
}

/**
 * A walk along one chain of hours, without its reading: it is handed digests from the newest to the oldest, each already judged against what
 * `expected` says of it, and tells of each and of what lies between. It trusts the links of proved digests alone; elsewhere it counts hours.
 */
export class Walk {
  readonly #of: DigestKey;
  readonly #options: WalkOptions;
  #newer: Newer | null = null;

  /** @param of any digest of the chain */
  constructor(of: DigestKey, options: WalkOptions) {
    this.#of = of;
    this.#options = options;
  }

  /** What the digest after says of this one; null where it says nothing, or is itself not proved. */
  expected(key: string): PreviousDigest | null {
    const previous = this.#newer?.digest?.previous ?? null;
    return previous?.key === key ? previous : null;
  }

  /** One that comes after the window: it is not told of, but what it says of the one before it counts, where it is proved. */
  anchor(entry: DigestKey, judged: JudgedDigest): void {
    if (judged.isProved) this.#newer = { entry, digest: judged.digest, step: null };
  }

  *meet(entry: DigestKey, judged: JudgedDigest, step: ChainStep): Generator<ChainStep> {
    const newer = this.#newer;
    if (newer === null) yield* this.#tip(entry);
    else {
      const link = this.#link(newer);
      if (link.kind === 'previous' && link.to.key !== entry.key && link.endAt <= entry.endAt) {
        // The link of the digest after leads past it. One that leads forward would hide what lies between.
        yield { ...amended(step, 'stray'), proved: null, doubted: step.proved ?? step.doubted };
        return;
      }
      yield* this.#between(newer, link, { key: entry.key, endAt: step.result.to });
    }
    this.#newer = { entry, digest: judged.isProved ? judged.digest : null, step };
  }

  /** The oldest one, and what should have been before it. */
  *end(): Generator<ChainStep> {
    const newer = this.#newer;
    if (newer === null) return;
    const { from } = this.#options;
    const startAt = newer.digest?.startAt ?? newer.entry.endAt - hourMs;
    if (from !== null && startAt - from >= seamMs) yield* this.#between(newer, this.#link(newer), { key: null, endAt: from });
    else if (newer.step) yield newer.step;
    if (from === null && newer.digest?.previous !== null) yield this.#period('cut', { from: startAt, to: startAt }, 0);
  }

  /** What should have come after the newest one. */
  *#tip({ endAt }: DigestKey): Generator<ChainStep> {
    const { to, status } = this.#options;
    if (status?.stoppedAt != null && status.stoppedAt < endAt + hourMs) {
      if (to > endAt) yield this.#period('off', { from: endAt, to }, 0);
      return;
    }
    const due = Math.max(0, 1 + Math.floor((to - endAt - hourMs - graceMs) / hourMs));
    const dueTo = endAt + due * hourMs;
    const isFailing = status?.latestDigestAt != null && status.latestDigestAt < endAt + hourMs;
    if (due > 0) yield this.#period(isFailing ? 'delivery-failing' : 'overdue', { from: endAt, to: dueTo }, due);
    if (to > dueTo) yield this.#period('not-yet-due', { from: dueTo, to }, 0);
  }

  #link({ entry, digest }: Newer): Link {
    if (!digest?.previous) return { kind: 'none' };
    const named = parseTrailKey(digest.previous.key);
    if (named?.kind !== 'digest' || named.endAt >= entry.endAt) return { kind: 'backwards' };
    const { account, region, trail, homeRegion, isBackfill } = this.#of;
    const isOurs =
      named.account === account && named.region === region && named.trail === trail && named.homeRegion === homeRegion;
    if (!isOurs || named.isBackfill !== isBackfill) return { kind: 'backwards' };
    const { bucket } = this.#options;
    const isHere = chainId(named) === chainId(this.#of) && (bucket === null || digest.previous.bucket === bucket);
    return { kind: isHere ? 'previous' : 'elsewhere', to: digest.previous, endAt: named.endAt };
  }

  /** @param older the next one that is there; its key is null at the edge of the window, where `endAt` is that edge */
  *#between(newer: Newer, link: Link, older: { key: string | null; endAt: number }): Generator<ChainStep> {
    const { digest, step, entry } = newer;
    const startAt = digest?.startAt ?? entry.endAt - hourMs;
    const isFirst = digest !== null && link.kind === 'none';
    const isUnlinked = isFirst && older.endAt >= startAt && older.key !== null;
    if (step && link.kind === 'backwards') yield amended(step, 'link-backwards');
    else if (step) yield isUnlinked ? amended(step, 'unlinked') : step;
    const between = { from: older.endAt, to: startAt };
    if (isFirst) {
      if (!isUnlinked) yield this.#period('off', between, 0);
    } else if (link.kind === 'none' || link.kind === 'backwards') yield* this.#gap(between, hourMs / 2);
    else if (link.kind === 'elsewhere' || link.to.key !== older.key) yield* this.#lost(link, between);
    else if (startAt - older.endAt >= seamMs) yield this.#period('undelivered', between, hoursIn(startAt - older.endAt));
  }

  /** The digest that a link names, and by the hour those before it, of which nothing but their absence is known. */
  *#lost(link: Extract<Link, { to: PreviousDigest }>, { from, to }: Span): Generator<ChainStep> {
    const kind: DigestVerdict = link.kind === 'elsewhere' ? 'elsewhere' : 'missing';
    const lostFrom = Math.max(from, Math.min(to, link.endAt) - hourMs);
    const note = kind === 'elsewhere' ? { note: `bucket ${link.to.bucket}` } : {};
    const common = { of: 'digest', chain: chainId(this.#of), isBackfill: false } as const;
    yield alone({ ...common, kind, key: link.to.key, from: lostFrom, to, ...note });
    yield* this.#gap({ from, to: lostFrom }, seamMs);
  }

  *#gap({ from, to }: Span, leastMs: number): Generator<ChainStep> {
    if (to - from >= leastMs) yield this.#period('gap', { from, to }, Math.max(1, hoursIn(to - from)));
  }

  #period(kind: PeriodVerdict, span: Span, count: number): ChainStep {
    return alone({ of: 'period', kind, ...span, count, chain: chainId(this.#of) });
  }
}
