import type { Absence } from '#lib/catalog/absence.ts';
import { absences } from '#lib/catalog/absence.ts';
import { HoverCard } from './hover-card.tsx';
import { Word } from './word.tsx';

/** Stands where a value would: glyph, the word of the vocabulary, and why on hover or focus. */
export function Absent({ absence, why }: { absence: Absence; why?: string }) {
  return (
    <HoverCard side="right" card={why ?? absences[absence].why}>
      <span className="inline-flex text-left font-text [&>span]:font-text [&>span]:whitespace-normal">
        <Word word={absence} />
      </span>
    </HoverCard>
  );
}

const heights = { tall: 'min-h-[196px]', plain: 'min-h-[132px]', low: 'min-h-24' } as const;

/** The whole space of a panel without a value, as high as what would stand there: word and reason in the middle. */
export function AbsentPanel({ absence, why, size = 'plain' }: { absence: Absence; why?: string; size?: keyof typeof heights }) {
  return (
    <div
      className={`absent-field grid place-content-center justify-items-center gap-1 px-6 py-2 text-center text-12 ${heights[size]}`}
    >
      <span className="bg-surface px-2">
        <Word word={absence} />
      </span>
      <span className="max-w-[48ch] bg-surface px-2 text-ink-3">{why ?? absences[absence].why}</span>
    </div>
  );
}
