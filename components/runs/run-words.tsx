import { Word } from '#components/ui/word.tsx';
import { purposeWords } from '#lib/catalog/collectors.ts';
import { type WordId, words } from '#lib/catalog/words.ts';
import { formatFigure, formatMoney } from '#lib/format.ts';
import type { RunRow } from '#lib/queries/runs.ts';

const byStatus: Record<string, WordId> = { ok: 'ok', partial: 'partial', failed: 'failed', running: 'running' };

export const RunStatus = ({ status, large }: { status: string; large?: boolean }) => (
  <Word word={byStatus[status] ?? 'unknown'} {...(byStatus[status] ? {} : { label: status })} {...(large ? { large } : {})} />
);

const isWord = (word: string): word is WordId => Object.hasOwn(words, word);

/** The word that a panel shows for what a failed call would have fed. */
export const FailureWord = ({ word }: { word: string }) => (
  <Word word={isWord(word) ? word : 'unknown'} {...(isWord(word) ? {} : { label: word })} />
);

/** "metrics, history": what ran, and why when it was no live look. */
export const runName = ({ collector, purpose }: Pick<RunRow, 'collector' | 'purpose'>): string =>
  purpose === 'live' ? collector : `${collector}, ${purposeWords[purpose] ?? purpose}`;

/** "get metric data calls" of getMetricDataCalls: a figure's name in words. */
export const figureName = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** Whatever a collector counted besides what it read and wrote: "unchanged 412, points 31 020". */
export const otherCounts = (counts: RunRow['counts']): string =>
  Object.entries(counts)
    .filter(([name]) => name !== 'read' && name !== 'written')
    .map(([name, count]) => `${figureName(name)} ${formatFigure(count, 'count').text}`)
    .join(', ');

/** "$0.0021", and "under $0.0001" for what would read as nothing. */
export const priceText = (usd: number): string => (usd > 0 && usd < 0.000_05 ? 'under $0.0001' : formatMoney(usd));
