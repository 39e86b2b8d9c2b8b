import { loadConfig } from '#lib/config.ts';
import { formatCount, formatFigure } from '#lib/format.ts';
import type { FileResult } from './import-file.ts';

export type ImportTotals = { saved: number; known: number; quarantined: number };
type Counts = Readonly<ImportTotals>;

export const nothingImported = (): ImportTotals => ({ saved: 0, known: 0, quarantined: 0 });

export function addCounts(totals: ImportTotals, { saved, known, quarantined }: Counts): void {
  totals.saved += saved;
  totals.known += known;
  totals.quarantined += quarantined;
}

export const figure = (count: number): string => formatFigure(count, 'count').text;

export const importedWords = ({ saved, known, quarantined }: Counts): string =>
  `${figure(saved)} saved, ${figure(known)} known already, ${figure(quarantined)} in quarantine`;

export function fileLine(file: FileResult): string {
  const more = file.dropped > 0 ? ` and ${figure(file.dropped)} more unreadable` : '';
  return `${file.path}: ${importedWords(file)}${more}${file.problem ? `; ${file.problem}` : ''}`;
}

export const isClean = ({ problem, quarantined }: FileResult): boolean => problem === null && quarantined === 0;

export const keptLine = (): string =>
  `They are kept for ${formatCount(loadConfig().retention.audit, 'day', 'days')} from now, however old they are (retention.audit of trailwatch.yaml).`;

export const stoppedLine = 'Stopped. Run the same command again to go on; nothing is stored twice.';
