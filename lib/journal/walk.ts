import { minuteMs } from '#lib/time.ts';
import { type Found, find } from './found.ts';
import { genesis, hashOf } from './hash.ts';
import { createMoves } from './moves.ts';
import type { JournalRow } from './row.ts';

/** Clocks of several machines differ a little; what is more was set back. */
const clockSlackMs = 5 * minuteMs;
const remembered = 4096;

type Step = { row: JournalRow /** Its content fits its hash and its number. */; isSound: boolean; computed: string };

/** Looks at rows in the order of their numbers, one by one; keeps a bounded number of them. */
export function createWalk(found: Found) {
  const moves = createMoves();
  /** Numbers by hash of the last rows, in two halves: dropping one is cheaper than dropping rows. */
  let [recent, older] = [new Map<string, number>(), new Map<string, number>()];
  let last: Step | null = null;
  let pending: Step | null = null;

  const remember = (row: JournalRow): void => {
    if (recent.size >= remembered) [recent, older] = [new Map(), recent];
    if (row.hash !== null) recent.set(row.hash, row.seq);
  };

  /** A row that fits no number is told when the next one has said whose hash it knows. */
  const settle = (next: JournalRow | null): void => {
    if (!pending) return;
    const { row, computed } = pending;
    pending = null;
    if (next && next.prevHash === computed) find(found, { kind: 'hash-changed', from: row.seq, to: row.seq });
    else if (!moves.keep(row)) find(found, { kind: 'row-changed', from: row.seq, to: row.seq });
  };

  const explain = (step: Step, before: string | null): void => {
    const { row } = step;
    const place = { from: row.seq, to: row.seq };
    const original = row.hash === null ? undefined : (recent.get(row.hash) ?? older.get(row.hash));
    if (row.hash === null) find(found, { kind: 'hash-missing', ...place });
    else if (before !== null && hashOf(row, before) === row.hash) find(found, { kind: 'prev-hash-changed', ...place });
    else if (original !== undefined) find(found, { kind: 'row-copied', ...place, note: `of row ${original}` });
    else if (!moves.take(row)) pending = step;
  };

  const gap = (row: JournalRow): boolean => {
    const expected = (last?.row.seq ?? 0) + 1;
    if (row.seq === expected) return false;
    const isClosed = last !== null && row.prevHash === last.row.hash;
    const kind = last === null ? 'beginning-missing' : isClosed ? 'numbers-skipped' : 'rows-missing';
    find(found, { kind, from: expected, to: row.seq - 1 });
    return true;
  };

  const link = ({ row }: Step): void => {
    if (last === null && row.prevHash !== genesis) find(found, { kind: 'beginning-replaced', from: 1, to: 1 });
    if (!last?.isSound) return;
    if (row.prevHash !== last.row.hash) find(found, { kind: 'row-rewritten', from: last.row.seq, to: row.seq });
  };

  const clock = ({ row }: Step): void => {
    if (!last?.isSound || row.at >= last.row.at - clockSlackMs) return;
    const note = `${Math.round((last.row.at - row.at) / minuteMs)} min before row ${last.row.seq}`;
    find(found, { kind: 'time-backwards', from: row.seq, to: row.seq, note });
  };

  return {
    /** @returns the hashes that a checkpoint may know the row by */
    step(row: JournalRow): readonly (string | null)[] {
      const place = { from: row.seq, to: row.seq };
      if (row.seq < 1) find(found, { kind: 'row-before-first', ...place });
      if (row.seq === last?.row.seq) find(found, { kind: 'row-doubled', ...place });
      if (row.seq < 1 || row.seq === last?.row.seq) return [];
      settle(row);
      const computed = hashOf(row, row.prevHash);
      const step = { row, computed, isSound: computed === row.hash };
      const isAfterGap = gap(row);
      if (!step.isSound) explain(step, isAfterGap ? null : (last?.row.hash ?? genesis));
      else if (!isAfterGap) link(step);
      if (step.isSound) clock(step);
      remember(row);
      last = step;
      return [row.hash, computed];
    },
    end(): void {
      settle(null);
      const { moved, changed } = moves.end(last?.row.seq ?? 0);
      for (const { seq } of changed) find(found, { kind: 'row-changed', from: seq, to: seq });
      for (const finding of moved) find(found, finding);
    },
  };
}
