import { Word } from '#components/ui/word.tsx';
import type { CoverageWord } from '#lib/alerts/coverage.ts';
import type { WordId } from '#lib/catalog/words.ts';

export const coverageLabels = {
  nobody: { word: 'failing', label: 'nobody' },
  part: { word: 'degraded', label: 'in part' },
  told: { word: 'ok', label: 'somebody' },
} as const satisfies Record<CoverageWord, { word: WordId; label: string }>;

/** Shape, colour and word of whether somebody would be told. */
export const CoverageState = ({ word }: { word: CoverageWord }) => <Word {...coverageLabels[word]} />;
