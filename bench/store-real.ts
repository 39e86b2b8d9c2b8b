import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packSlots } from '#lib/metrics/packed-buffer.ts';
import { minutesOfDay } from '#lib/metrics/rollup.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import { dayMs, floorTo, minuteMs } from '#lib/time.ts';
import { beside, type Figure } from './figure.ts';

const folder = join(import.meta.dirname, '../../shared/data/nab/realAWSCloudwatch');

type Point = { at: number; value: number };

function pointsOf(file: string): Point[] {
  const lines = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => {
    const [time = '', value = ''] = line.split(',');
    return { at: Date.parse(`${time.replace(' ', 'T')}Z`), value: Number(value) };
  });
}

/** Real CloudWatch series of Numenta's benchmark, a value every five minutes: what their days take when packed, rows and indexes apart. */
export function realFigures(): Figure[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.csv')) : [];
  return files.toSorted().map((file) => {
    const points = pointsOf(file);
    const days = new Map<number, Float64Array>();
    for (const { at, value } of points) {
      const day = floorTo(at, dayMs);
      const minutes = days.get(day) ?? new Float64Array(minutesOfDay).fill(Number.NaN);
      days.set(day, minutes);
      minutes[Math.floor((at - day) / minuteMs)] = storedValue(value) ?? Number.NaN;
    }
    const bytes = [...days.values()].reduce((sum, minutes) => sum + (packSlots([minutes])?.length ?? 0), 0);
    return beside(`real series ${file.replace('.csv', '')}, a sample packed`, bytes / points.length, 'B');
  });
}
