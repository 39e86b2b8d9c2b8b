import type { CallFailure } from './call.ts';

/** Why an operation is left alone for now; `until` in milliseconds of the breaker's clock. */
export type Opening = { until: number; failure: CallFailure; failures: number };

/**
 * Leaves one operation of one place alone once it has failed so often in a row that asking more does no good. When the wait is over, one
 * call tries; its answer closes the breaker, another failure opens it for twice as long.
 */
export type Breaker = {
  /** null: the call may go, and `succeeded`, `failed` or `ended` must be told. */
  refusal(): Opening | null;
  succeeded(): void;
  /** @param weight how much it tells of the service: below 1 where the request may be at fault */
  failed(failure: CallFailure, weight?: number): void;
  /** The call ended and told nothing of the service. */
  ended(): void;
  /** What stands in the way now. */
  opening(): Opening | null;
};

const failuresAllowed = 8;
/** Many calls at once fail together in one bad moment, which says little. */
const leastMs = 10_000;
const firstMs = 30_000;
const longestMs = 5 * 60_000;

export function createBreaker(now: () => number): Breaker {
  let failures = 0;
  let since = 0;
  let weighed = 0;
  let waitMs = 0;
  let open: Opening | null = null;
  let isTrying = false;
  return {
    refusal() {
      if (open === null) return null;
      if (isTrying || now() < open.until) return open;
      isTrying = true;
      return null;
    },
    succeeded() {
      [failures, weighed, waitMs, open, isTrying] = [0, 0, 0, null, false];
    },
    failed(failure, weight = 1) {
      if (failures === 0) since = now();
      failures += 1;
      weighed += weight;
      // Calls that were on their way when it opened tell nothing new.
      if (weighed < failuresAllowed || now() - since < leastMs || (open !== null && !isTrying)) return;
      waitMs = Math.min(longestMs, Math.max(firstMs, waitMs * 2));
      open = { until: now() + waitMs, failure, failures };
      isTrying = false;
    },
    ended() {
      isTrying = false;
    },
    opening: () => open,
  };
}

/** What a call that was not made says on its run. `until` in epoch ms. */
export const leftAlone = ({ failure, failures }: Opening, until: number): CallFailure => ({
  ...failure,
  code: 'LeftAlone',
  message:
    `Not asked: the last ${failures} calls in a row failed here, the newest with ${failure.code}. ` +
    `Asked again from ${new Date(until).toISOString().slice(0, 19)}Z.`,
  requestId: null,
  isGone: false,
});
