/** Spaces requests to a steady rate and slows down when told that AWS refused. Times in milliseconds of `now`. */
export type Limiter = {
  /** Resolves when a request of this cost may go. First come, first served. */
  take(cost?: number): Promise<void>;
  /** Resolves when a request of this cost may go at once while nobody waits: for what gives way to all others, for ever if need be. */
  takeSpare(cost?: number): Promise<void>;
  /** AWS throttled: halve the rate and hold everyone for a moment. */
  refused(): void;
  /** AWS answered: regain a little of the rate. */
  accepted(): void;
};

export type Rate = {
  perSecond: number;
  /** Requests that may go at once after a pause. */
  burst: number;
};

export type LimiterOptions = {
  /** Asked before every request: it changes with the number of workers that share a limit. */
  rate: () => Rate;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
};

const slowest = 1 / 16;
const regain = 1 / 20;

/** A rate of which no second ever holds more than `most` requests, the burst among them; below ten a second one at a time. */
export function rateWithin(most: number): Rate {
  const burst = Math.max(1, Math.floor(most / 10));
  return { burst, perSecond: burst > 1 ? most - burst : most };
}

/** A virtual schedule: each request books the next free moment, so waiting costs no polling. */
export function createLimiter({ rate, now, sleep }: LimiterOptions): Limiter {
  let share = 1;
  let nextAt = Number.NEGATIVE_INFINITY;
  const take = async (cost = 1): Promise<void> => {
    const { perSecond, burst } = rate();
    const interval = 1000 / (perSecond * share);
    const moment = now();
    const at = Math.max(nextAt, moment - (burst - cost) * interval);
    nextAt = at + cost * interval;
    if (at > moment) await sleep(at - moment);
  };
  return {
    take,
    async takeSpare(cost = 1) {
      // What others book meanwhile goes first, so it is looked at anew after each wait.
      for (let moment = now(); nextAt > moment; moment = now()) await sleep(Math.max(1, nextAt - moment));
      await take(cost);
    },
    refused() {
      share = Math.max(slowest, share / 2);
      nextAt = Math.max(nextAt, now() + 1000 / (rate().perSecond * share));
    },
    accepted() {
      share = Math.min(1, share + regain);
    },
  };
}
