import { type Window, within } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import { burnSpans, type SpanSum, spanStart, spanStepMs } from './burn.ts';
import type { OwnTest } from './own-rule.ts';
import { countOf, type SumWatch } from './sum-watch.ts';

/** How many minutes of a window lie in some windows. */
export function minutesIn(windows: readonly Window[], window: Window): number {
  if (windows.some(({ from, to }) => from <= window.from && window.to <= to)) return (window.to - window.from) / minuteMs;
  return within(window, windows).reduce((sum, { from, to }) => sum + (to - from) / minuteMs, 0);
}

/** What was counted from `from`, a multiple of `stepMs`, to the end. */
type SumFrom = (from: number, stepMs: number) => number;

/** Each window of a test that ends at `endsAt` (epoch ms); `settled`: what was read of all series of the resource. */
export const spansOf = (
  test: Extract<OwnTest, { kind: 'burn' }>,
  { endsAt, settled, sumFrom }: { endsAt: number; settled: readonly Window[]; sumFrom: SumFrom },
): SpanSum[] =>
  burnSpans(test).map((length) => {
    const from = spanStart(endsAt, length);
    const minutes = (endsAt - from) / minuteMs;
    return {
      sum: sumFrom(from, spanStepMs(length)),
      minutes,
      unread: minutes - minutesIn(settled, { from, to: endsAt }),
    };
  });

/** What is held of a series, with the minutes that came since (from the end of what is held). */
export function sumsBehind(watch: SumWatch, id: number, minutes: readonly (number | null)[]): SumFrom {
  const heldTo = watch.heldTo(id) ?? 0;
  const after = new Float64Array(minutes.length + 1);
  for (let minute = minutes.length - 1; minute >= 0; minute -= 1) {
    after[minute] = (after[minute + 1] ?? 0) + countOf(minutes[minute] ?? null);
  }
  return (from, stepMs) => {
    const fresh = after[Math.max(0, (from - heldTo) / minuteMs)] ?? 0;
    return from < heldTo ? watch.since(id, { from, stepMs }) + fresh : fresh;
  };
}
