import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NabWindow } from './nab-score.ts';

const folder = join(import.meta.dirname, '../../shared/data/nab');
const group = 'realAWSCloudwatch';

/** So many CloudWatch series the benchmark has. */
export const publishedSeries = 17;

/** A series of the Numenta Anomaly Benchmark: a value every five minutes, epoch ms, and its labelled anomalies. */
export type NabSeries = { name: string; points: { at: number; value: number }[]; windows: NabWindow[] };

type Labels = Record<string, [from: string, to: string][]>;

const instantOf = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`);

function readOne(file: string, labels: Labels): NabSeries {
  const lines = readFileSync(join(folder, group, file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const points = lines.map((line) => {
    const [time = '', value = ''] = line.split(',');
    return { at: instantOf(time), value: Number(value) };
  });
  const windows = (labels[`${group}/${file}`] ?? []).map(([from, to]) => ({
    first: points.findIndex(({ at }) => at >= instantOf(from)),
    last: points.findLastIndex(({ at }) => at <= instantOf(to)),
  }));
  return { name: file.replace('.csv', ''), points, windows };
}

/** Those that lie beside the checkout; none of them is part of it. */
export function readNabSeries(): NabSeries[] {
  if (!existsSync(join(folder, group))) return [];
  const labels = JSON.parse(readFileSync(join(folder, 'combined_windows.json'), 'utf8')) as Labels;
  const files = readdirSync(join(folder, group)).filter((file) => file.endsWith('.csv'));
  return files.toSorted().map((file) => readOne(file, labels));
}
