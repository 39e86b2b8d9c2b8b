import { clsx } from 'clsx';
import { type Tone, type WordId, words } from '#lib/catalog/words.ts';
import { Glyph } from './glyph.tsx';

const tones: Record<Tone, string> = {
  failing: 'text-failing',
  degraded: 'text-degraded',
  unknown: 'text-unknown',
  changing: 'text-changing',
  healthy: 'text-healthy',
  quiet: 'text-quiet',
  plain: 'text-ink-2',
};

export const toneClass = (tone: Tone): string => tones[tone];

/** The icon of a state alone, for rows whose text says the state already. */
export function StateIcon({ word, className }: { word: WordId; className?: string }) {
  const row = words[word];
  return <Glyph shape={row.shape} className={clsx(tones[row.tone], className)} />;
}

/** Icon, word and colour of a state; `label` replaces the word ("no capacity"), never the state. `large` stands beside an h1. */
export function Word({ word, label, large = false }: { word: WordId; label?: string; large?: boolean }) {
  const row = words[word];
  return (
    <span
      className={clsx(
        'inline-flex items-baseline gap-1.5 font-mid whitespace-nowrap [&>svg]:self-center',
        tones[row.tone],
        large && 'text-15 font-head [&_svg]:size-4',
      )}
    >
      <Glyph shape={row.shape} />
      {label ?? row.word}
    </span>
  );
}
