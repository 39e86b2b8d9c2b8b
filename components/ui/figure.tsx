import { clsx } from 'clsx';
import type { Tone } from '#lib/catalog/words.ts';
import { formatFigure } from '#lib/format.ts';
import { toneClass } from './word.tsx';

/** A value with its unit smaller beside it; `of` adds "of 12". Never for an absent value: that is `Absent`. */
export function Figure({ value, unit = '', of, tone, strong = true }: FigureProps) {
  const figure = formatFigure(value, unit);
  return (
    <span className="figures whitespace-nowrap">
      <span className={clsx(strong && 'font-mid', tone ? toneClass(tone) : 'text-ink')}>{figure.text}</span>
      {of !== undefined && <span className="text-ink-3"> of {formatFigure(of, unit).text}</span>}
      {figure.unit !== '' && figure.unit !== 'count' && (
        <span className="pl-[0.2em] text-[0.92em] text-ink-3">{figure.unit}</span>
      )}
    </span>
  );
}

export type FigureProps = { value: number; unit?: string; of?: number; tone?: Tone; strong?: boolean };
