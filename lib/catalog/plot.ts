import type { Absence } from './absence.ts';

/** What a chart shows, from query to pixel: plain records, times in epoch seconds. */
export type PlotRole = 's1' | 's2' | 's3' | 's4' | 's5' | 's6' | 'p50' | 'p90' | 'p99' | 'ghost' | 'wanted' | 'running';

export type PlotSeries = {
  id: string;
  label: string;
  role: PlotRole;
  /** One value every `Plot.step` seconds from `Plot.from`; null where there is none (the gaps say why). */
  values: readonly (number | null)[];
};

/** A stretch without data, or one that was repaired later (then `repairedAt` is set and data stands in it). */
export type PlotGap = { from: number; to: number; absence: Absence; why: string; repairedAt?: number };

/** A change marker: `filled` when someone changed configuration, hollow when a service acted. */
export type PlotChange = { at: number; label: string; filled: boolean; failed?: boolean; href?: string };

export type PlotLine = { value: number; label: string; kind: 'limit' | 'target' };

export type Plot = {
  id: string;
  title: string;
  /** As shown beside the title and the axis: "ms", "per min", "% of all vCPUs". */
  unit: string;
  from: number;
  step: number;
  /** "1 h steps", where the values that are drawn are of longer steps than minutes. */
  resolution?: string;
  series: readonly PlotSeries[];
  gaps: readonly PlotGap[];
  lines: readonly PlotLine[];
  /** A scale that must be kept, such as 100 for percent; the limit is always inside. */
  top?: number;
  asOf: number;
  /** The whole plot is absent: word and why stand in the space of the chart. */
  absent?: { absence: Absence; why: string };
  /** One AWS CLI call whose answer is shown, and the console page of the same thing. */
  cli?: string;
  aws?: string;
};
