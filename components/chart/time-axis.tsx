import type { View } from '#components/url/view.ts';
import { tickLabel, timeTicks } from './time-ticks.ts';

/** Further right a label would be cut. */
const lastPercent = 94;

export type TimeAxisProps = { view: Pick<View, 'from' | 'to' | 'zone'>; most: number };

/** Round instants below or above a drawing that spans its width, at most `most` of them. */
export function TimeAxis({ view: { from, to, zone }, most }: TimeAxisProps) {
  const { at, step } = timeTicks({ from: from / 1000, to: to / 1000 }, zone, most);
  const ticks = at.map((instant) => ({ instant, percent: (100 * (instant * 1000 - from)) / (to - from) }));
  return (
    <svg width="100%" height="16" aria-hidden="true" className="figures block text-11 font-text">
      {ticks
        .filter(({ percent }) => percent <= lastPercent)
        .map(({ instant, percent }) => (
          <g key={instant}>
            <line x1={`${percent}%`} x2={`${percent}%`} y1="0" y2="16" stroke="var(--line-2)" />
            <text x={`${percent}%`} dx="4" y="12" fill="var(--text-3)">
              {tickLabel(instant, step, zone)}
            </text>
          </g>
        ))}
    </svg>
  );
}
