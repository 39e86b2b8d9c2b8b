import { Word } from '#components/ui/word.tsx';
import { formatCount, formatDuration, formatFigure } from '#lib/format.ts';
import type { JournalShipping } from '#lib/queries/journal-shipping.ts';
import { minuteMs } from '#lib/time.ts';

/** A worker sends every second; what waits longer than this is in trouble. */
const lateAfterMs = 2 * minuteMs;
const row = (seq: number): string => formatFigure(seq, 'count').text;

/** How far the journal was sent to the log server, how far that is behind, and what is in the way. */
export function ShippingLine({ shipping, now }: { shipping: JournalShipping; now: number }) {
  const { to, sentUpTo, lastRow, oldestUnsentAt, problem } = shipping;
  const waiting = Math.max(0, lastRow - sentUpTo);
  const behindMs = waiting > 0 && oldestUnsentAt !== null ? Math.max(0, now - oldestUnsentAt) : 0;
  const isLate = waiting > 0 && (problem !== null || behindMs > lateAfterMs);
  const behind = `${formatCount(waiting, 'row', 'rows')} and ${formatDuration(behindMs)} behind`;
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 px-(--gutter) pb-2 text-ink-2">
      <Word word={isLate ? 'degraded' : 'healthy'} label={isLate ? 'log server behind' : 'log server'} />
      <span>
        {sentUpTo === 0 ? `nothing was sent to ${to} yet` : `sent to ${to} up to row ${row(sentUpTo)}`}
        {waiting > 0 && `, ${behind}`}
      </span>
      {isLate && problem !== null && <span>{problem}</span>}
    </p>
  );
}
