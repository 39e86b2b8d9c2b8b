import type { Finding } from './findings.ts';
import { hashOf } from './hash.ts';
import type { JournalRow } from './row.ts';

/** Rows from `from` to `to` that were written as so many later (earlier, below 0). */
type Run = { from: number; to: number; shift: number };

const nearest = 64;
const budget = 200;

/** Finds out for rows whose hash does not fit whether they were written under another number. */
export function createMoves() {
  const runs: Run[] = [];
  const shifts = new Set<number>();
  const strangers: JournalRow[] = [];
  let scans = 0;

  const wasAt = (row: JournalRow, seq: number): boolean => seq > 0 && hashOf({ ...row, seq }, row.prevHash) === row.hash;

  const shiftOf = (row: JournalRow): number | null => {
    for (const shift of shifts) if (wasAt(row, row.seq + shift)) return shift;
    scans += 1;
    if (scans > budget) return null;
    for (let distance = 1; distance <= nearest; distance++) {
      for (const shift of [distance, -distance]) if (wasAt(row, row.seq + shift)) return shift;
    }
    return null;
  };

  const add = (seq: number, shift: number): void => {
    shifts.add(shift);
    const run = runs.at(-1);
    if (run && run.to === seq - 1 && run.shift === shift) run.to = seq;
    else runs.push({ from: seq, to: seq, shift });
  };

  const isMoved = (seq: number): boolean => runs.some(({ from, to }) => from <= seq && seq <= to);

  const findingOf = ({ from, to, shift }: Run, lastSeq: number): Finding => {
    const toEnd = to === lastSeq;
    if (toEnd && shift > 0) return { kind: 'rows-closed-up', from, to: from + shift - 1 };
    if (toEnd && !isMoved(from - 1)) return { kind: 'rows-inserted', from: from + shift, to: from - 1 };
    return { kind: 'rows-moved', from, to, note: `written as ${from + shift}${from === to ? '' : ` to ${to + shift}`}` };
  };

  return {
    /** Whether the row was written under a number nearby. */
    take(row: JournalRow): boolean {
      const shift = shiftOf(row);
      if (shift !== null) add(row.seq, shift);
      return shift !== null;
    },
    /** Keeps a row that is like no number nearby, to be compared with the others in the end. False when there are too many. */
    keep: (row: JournalRow): boolean => strangers.length < budget && strangers.push(row) > 0,
    /** What was moved, and the rows kept that were not. */
    end(lastSeq: number): { moved: Finding[]; changed: JournalRow[] } {
      const changed = strangers.filter((row) => {
        const origin = strangers.find(({ seq }) => wasAt(row, seq));
        if (origin) add(row.seq, origin.seq - row.seq);
        return !origin;
      });
      return { moved: runs.map((run) => findingOf(run, lastSeq)), changed };
    },
  };
}
