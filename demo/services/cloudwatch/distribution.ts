import type { Datum } from '../../scenario/types.ts';

type Buffers = { values: Float64Array; counts: Float64Array };

const buffersOf = (size: number): Buffers => ({ values: new Float64Array(size), counts: new Float64Array(size) });

/** Two pairs of buffers that every merge shares and that grow to the largest: a fortnight of data is millions of merges. */
let front = buffersOf(4096);
let back = buffersOf(4096);

/** All that was observed in several minutes as one distribution: values ascending, each still with its own count. */
export function mergeData(data: readonly Datum[]): Datum {
  const [only] = data;
  if (only && data.length === 1) return only;
  let starts = gather(data);
  while (starts.length > 2) starts = mergeRuns(starts);
  const size = starts[1] ?? 0;
  return { values: front.values.slice(0, size), counts: front.counts.slice(0, size) };
}

/** Lays the minutes one behind the other into the front buffers. @returns where each begins, and the end */
function gather(data: readonly Datum[]): number[] {
  const size = data.reduce((sum, datum) => sum + datum.values.length, 0);
  if (size > front.values.length) {
    front = buffersOf(2 * size);
    back = buffersOf(2 * size);
  }
  const starts = [0];
  let at = 0;
  for (const { values, counts } of data) {
    for (let index = 0; index < values.length; index++, at++) {
      front.values[at] = values[index] ?? Number.NaN;
      front.counts[at] = counts[index] ?? 0;
    }
    starts.push(at);
  }
  return starts;
}

/** Merges neighbouring runs into the back buffers and turns the buffers round. */
function mergeRuns(starts: readonly number[]): number[] {
  const end = starts[starts.length - 1] ?? 0;
  const merged = [0];
  for (let run = 0; run < starts.length - 1; run += 2) {
    const to = starts[run + 2] ?? end;
    mergeTwo(starts[run] ?? 0, starts[run + 1] ?? end, to);
    merged.push(to);
  }
  [front, back] = [back, front];
  return merged;
}

function mergeTwo(from: number, middle: number, to: number): void {
  let left = from;
  let right = middle;
  for (let at = from; at < to; at++) {
    const isLeft = left < middle && (right >= to || (front.values[left] ?? 0) <= (front.values[right] ?? 0));
    const source = isLeft ? left++ : right++;
    back.values[at] = front.values[source] ?? 0;
    back.counts[at] = front.counts[source] ?? 0;
  }
}

export function sampleCount(sample: Datum): number {
  let total = 0;
  for (let index = 0; index < sample.counts.length; index++) total += sample.counts[index] ?? 0;
  return total;
}

/** Calls `visit` for each value with its count. */
export function eachValue(sample: Datum, visit: (value: number, count: number) => void): void {
  for (let index = 0; index < sample.values.length; index++) visit(sample.values[index] ?? Number.NaN, sample.counts[index] ?? 0);
}
