/** A labelled anomaly by rows, both inclusive. Windows of a series are in order and do not overlap. */
export type NabWindow = { first: number; last: number };

/** `sum`: between −1 and 1 for each window, less for each false row. */
export type NabScore = { sum: number; windows: number; found: number; falseRows: number };

const falseRowCost = 0.11;

/** Detections of the first rows do not count: a detector is still learning. */
export const probationRows = (rows: number): number => Math.min(Math.floor(0.15 * rows), 750);

/** From nearly 1 well before the right edge of a window to −1 well after it; `x`: the distance from that edge, in windows. */
const sigmoid = (x: number): number => (x > 3 ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);

function rewardOf(row: number, { first, last }: NabWindow): number {
  const width = last - first + 1;
  return sigmoid(-(last - row + 1) / width) / sigmoid(-1);
}

function costOf(row: number, windows: readonly NabWindow[]): number {
  const before = windows.findLast(({ last }) => last < row);
  return before ? falseRowCost * sigmoid((row - before.last) / (before.last - before.first)) : -falseRowCost;
}

/**
 * What the detections of one series come to in the standard profile of the Numenta Anomaly Benchmark: the earliest in a window earns the more the
 * earlier it is, a window without one costs 1, and each outside costs the more the farther it is behind a window.
 * Source: numenta/NAB, `nab/scorer.py`. `detections`: rows, ascending.
 */
export function scoreSeries(rows: number, windows: readonly NabWindow[], detections: readonly number[]): NabScore {
  const counted = detections.filter((row) => row >= probationRows(rows));
  const earliest = windows.map(({ first, last }) => counted.find((row) => row >= first && row <= last));
  const outside = counted.filter((row) => !windows.some(({ first, last }) => row >= first && row <= last));
  const rewards = windows.map((window, index) => {
    const row = earliest[index];
    return row === undefined ? -1 : rewardOf(row, window);
  });
  const costs = outside.map((row) => costOf(row, windows));
  return {
    sum: [...rewards, ...costs].reduce((sum, part) => sum + part, 0),
    windows: windows.length,
    found: earliest.filter((row) => row !== undefined).length,
    falseRows: outside.length,
  };
}

/** All series together: 100 finds every window at once and nothing else, 0 is to stay silent. */
export function totalOf(scores: readonly NabScore[]): number {
  const sum = scores.reduce((all, score) => all + score.sum, 0);
  const windows = scores.reduce((all, score) => all + score.windows, 0);
  return (100 * (sum + windows)) / (2 * windows);
}
