import { type TrailHour, TrailHours } from '#lib/audit/trail/hours.ts';
import type { HourState, TrailResult } from '#lib/audit/trail/verdicts.ts';
import { resultSentence, verdictOf } from '#lib/audit/trail/verdicts.ts';
import type { TrailWindow } from '#lib/audit/trail/walk.ts';
import { formatCount } from '#lib/format.ts';
import { hourMs } from '#lib/time.ts';

type Tally = { valid: number; total: number };
/** A result with its times as ISO text, and in words. */
type Told = Omit<TrailResult, 'from' | 'to'> & { from: string; to: string; sentence: string };

/** So many hours in a row of one state; `to` is the end of the last. */
type Stretch = { state: HourState; from: string; to: string; hours: number };
type ChainReport = { chain: string; stretches: Stretch[] };

export type TrailReport = {
  intact: boolean;
  bucket: string | null;
  from: string | null;
  to: string;
  digests: Tally;
  backfillDigests: Tally;
  logs: Tally & { notYetDue: number };
  /** Digests whose signature was taken from the one after them. */
  signaturesFromNext: number;
  findings: Told[];
  /** Findings beyond those listed. */
  more: number;
  /** What is no fault, and worth knowing. */
  notes: string[];
  chains: ChainReport[];
};

const mostFindings = 1000;
/** Nothing of CloudTrail's is older. */
const launchedAt = Date.parse('2013-11-01T00:00:00Z');
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const toldOf = (result: TrailResult): Told => ({
  ...result,
  from: iso(result.from),
  to: iso(result.to),
  sentence: resultSentence(result),
});

function stretchesOf(hours: readonly TrailHour[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { at, state } of hours) {
    const last = stretches.at(-1);
    if (last?.state === state) {
      last.hours += 1;
      last.to = iso(at + hourMs);
    } else stretches.push({ state, from: iso(at), to: iso(at + hourMs), hours: 1 });
  }
  return stretches;
}

/** Gathers the results of a run, in any order. Memory grows with hours and findings, not with files. */
export class TrailTally {
  readonly #digests: Tally = { valid: 0, total: 0 };
  readonly #backfills: Tally = { valid: 0, total: 0 };
  readonly #logs = { valid: 0, total: 0, notYetDue: 0 };
  readonly #findings: Told[] = [];
  readonly #notes: string[] = [];
  readonly #chains = new Map<string, { hours: TrailHours; from: number }>();
  readonly #window: TrailWindow;
  #more = 0;
  #fromNext = 0;
  files = 0;

  constructor(window: TrailWindow) {
    this.#window = window;
  }

  add(result: TrailResult): void {
    const { isFault, hour } = verdictOf(result);
    this.#count(result, isFault);
    if (isFault && this.#findings.length < mostFindings) this.#findings.push(toldOf(result));
    else if (isFault) this.#more += 1;
    if (result.of === 'period' && (hour === 'off' || hour === null)) this.#notes.push(resultSentence(result));
    if (result.chain === null) return;
    // Backfill digests stand in the strip of the hours that they are of.
    const id = result.chain.replace(/\/backfill$/, '');
    const chain = this.#chains.get(id) ?? {
      hours: new TrailHours({ from: this.#window.from ?? launchedAt, to: this.#window.to }),
      from: result.from,
    };
    chain.from = Math.min(chain.from, result.from);
    chain.hours.add(result);
    this.#chains.set(id, chain);
  }

  report(asked: { bucket: string | null; later: number }): TrailReport {
    const { from, to } = this.#window;
    const since = from ?? launchedAt;
    const chains = [...this.#chains].map(([chain, { hours, from: first }]) => ({
      chain,
      stretches: stretchesOf(hours.list(Math.max(since, first))),
    }));
    if (asked.later > 0)
      this.#notes.push(`${formatCount(asked.later, 'file is', 'files are')} dated in the future: not looked at.`);
    return {
      intact: this.#findings.length === 0 && this.#digests.valid > 0 && asked.later === 0,
      bucket: asked.bucket,
      from: from === null ? null : iso(from),
      to: iso(to),
      digests: this.#digests,
      backfillDigests: this.#backfills,
      logs: this.#logs,
      signaturesFromNext: this.#fromNext,
      findings: this.#findings,
      more: this.#more,
      notes: this.#notes,
      chains,
    };
  }

  #count(result: TrailResult, isFault: boolean): void {
    if (result.of === 'period') {
      if (isFault) this.#digests.total += result.count;
      return;
    }
    this.files += 1;
    if (result.of === 'log' && result.kind === 'not-yet-due') {
      this.#logs.notYetDue += 1;
      return;
    }
    const tally = result.of === 'log' ? this.#logs : result.isBackfill ? this.#backfills : this.#digests;
    tally.total += 1;
    if (!isFault) tally.valid += 1;
    if (result.of === 'digest' && result.isFromNext) this.#fromNext += 1;
  }
}
