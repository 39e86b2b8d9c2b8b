import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One real CloudWatch series: points in time order, epoch milliseconds. */
export type Point = { at: number; value: number };
export type RealSeries = { name: string; points: readonly Point[] };

const folder = join(import.meta.dirname, '../../../shared/data/nab/realAWSCloudwatch');

export const hasRealSeries = (): boolean => existsSync(folder);

/**
 * All real series, shifted to end at `end`. CloudWatch keeps 60-second data for 15 days: what is longer than `keepMs`
 * is cut into pieces that each end at `end`, so that no point is left out.
 */
export function realSeries(end: number, keepMs: number): RealSeries[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.csv'));
  return files.toSorted().flatMap((file) => {
    const pieces = cut(read(join(folder, file)), keepMs);
    return pieces.map((points, index) => ({
      name: index === 0 ? nameOf(file) : `${nameOf(file)}-${index + 1}`,
      points: shift(points, end),
    }));
  });
}

function cut(points: readonly Point[], keepMs: number): Point[][] {
  const pieces = Map.groupBy(points, (point) => Math.floor((point.at - (points[0]?.at ?? 0)) / keepMs));
  return [...pieces.values()];
}

const nameOf = (file: string): string => basename(file, '.csv').replaceAll(/[^A-Za-z0-9]+/g, '-');

function read(path: string): Point[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [time = '', value = ''] = line.split(',');
    return { at: Date.parse(`${time.replace(' ', 'T')}Z`), value: Number(value) };
  });
}

function shift(points: readonly Point[], end: number): Point[] {
  const last = points.at(-1)?.at ?? end;
  const by = Math.floor((end - last) / 60_000) * 60_000;
  return points.map(({ at, value }) => ({ at: at + by, value }));
}
