/** Spaces requests to a steady rate and slows down when told that AWS refused. Times in milliseconds of `now`. */
export type Limiter = {
  /** Resolves when a request of this cost may go. First come, first served. */
  take(cost?: number): Promise<void>;
  /** AWS throttled: halve the rate and hold everyone for a moment. */
  refused(): void;
  /** AWS answered: regain a little of the rate. */
  accepted(): void;
};

export type LimiterOptions = {
  perSecond: number;
  /** Requests that may go at once after a pause. */
  burst: number;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
};

const slowest = 1 / 16;
const regain = 1 / 20;

/** A virtual schedule: each request books the next free moment, so waiting costs no polling. */
export function createLimiter({ perSecond, burst, now, sleep }: LimiterOptions): Limiter {
  let share = 1;
  let nextAt = Number.NEGATIVE_INFINITY;
  return {
    async take(cost = 1) {
      const interval = 1000 / (perSecond * share);
      const moment = now();
      const at = Math.max(nextAt, moment - (burst - cost) * interval);
      nextAt = at + cost * interval;
      if (at > moment) await sleep(at - moment);
    },
    refused() {
      share = Math.max(slowest, share / 2);
      nextAt = Math.max(nextAt, now() + 1000 / (perSecond * share));
    },
    accepted() {
      share = Math.min(1, share + regain);
    },
  };
}
