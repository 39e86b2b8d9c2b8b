/** How far AWS's clock is ahead of this machine's, as the Date of its answers tells it. Milliseconds. */
export type Skew = {
  /** @param date the header of an answer to what was sent and came back at these times of `elapsed` */
  note(date: string | undefined, sentAt: number, cameAt: number): void;
  /** As measured; null before the first answer. */
  measuredMs(): number | null;
  /** What is added to this machine's time: nothing while the clocks agree to within seconds, which Date cannot tell anyway. */
  correctionMs(): number;
};

/** `wall`: this machine's time, epoch ms, which may be set at any moment. `elapsed`: milliseconds that pass whatever it is set to. */
type Times = { wall: () => number; elapsed: () => number };

const remembered = 5;
const agreesWithinMs = 10_000;
const steadyWithinMs = 2000;
/** An answer that was longer on its way tells the time no better than to half of that: what it says is left to the next one. */
const longestTripMs = 2 * agreesWithinMs;
/** Date is cut to whole seconds. */
const halfSecondMs = 500;

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/**
 * The median of the last answers: one answer of an odd proxy moves no clock. A correction stays put until it is off by seconds. Answers tell
 * what AWS's time was at a moment of `elapsed`: so a machine whose clock is set is corrected at once, not some answers later, when what was
 * planned meanwhile would have been asked of another hour.
 */
export function createSkew({ wall, elapsed }: Times): Skew {
  /** AWS's time when `elapsed` was zero. */
  const told: number[] = [];
  let correction = 0;
  const measured = (): number => medianOf(told) + elapsed() - wall();
  return {
    note(date, sentAt, cameAt) {
      const at = Date.parse(date ?? '');
      if (Number.isNaN(at) || cameAt - sentAt > longestTripMs) return;
      told.push(at + halfSecondMs - (sentAt + cameAt) / 2);
      if (told.length > remembered) told.shift();
    },
    measuredMs: () => (told.length === 0 ? null : Math.round(measured())),
    correctionMs() {
      if (told.length === 0) return 0;
      const now = measured();
      if (Math.abs(now) < agreesWithinMs) correction = 0;
      else if (Math.abs(now - correction) > steadyWithinMs) correction = Math.round(now);
      return correction;
    },
  };
}
