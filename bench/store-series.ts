import { minuteMs } from '#lib/time.ts';

/** What a seed draws, the same in every run (mulberry32). */
function drawer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const normal = (draw: () => number): number => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
const daily = (minute: number): number => 1 + 0.6 * Math.sin((2 * Math.PI * minute) / 1440);

type Shape = (draw: () => number, minute: number) => number;

const noise: Shape = (draw) => 120 * Math.exp(0.25 * normal(draw));
const invocations: Shape = (draw, minute) => Math.max(0, Math.round(300 * daily(minute) + 20 * normal(draw)));
const percent: Shape = (draw, minute) =>
  Math.round(100 * Math.min(100, Math.max(0, 35 * daily(minute) + 3 * normal(draw)))) / 100;
const errors: Shape = (draw) => (draw() < 0.002 ? Math.ceil(5 * draw()) : 0);
const instances: Shape = (_, minute) => (minute % 4000 < 2000 ? 2 : 3);

/** Every second series is full-mantissa noise; between them what SageMaker's other metrics look like. */
const shapes: readonly Shape[] = [noise, invocations, noise, percent, noise, errors, noise, instances];

/** Values of series `index`, a minute each, unrounded. */
export function drawSeries(index: number, minutes: number): Float64Array {
  const draw = drawer(index + 1);
  const shape = shapes[index % shapes.length] as Shape;
  return Float64Array.from({ length: minutes }, (_, minute) => shape(draw, minute));
}

/** The same stretch as points for the store. */
export const pointsOf = (seriesId: number, values: Float64Array, from: number) => ({
  seriesId,
  at: Array.from(values, (_, minute) => from + minute * minuteMs),
  values: Array.from(values),
});
