import type { Billed } from '#lib/catalog/prices.ts';
import type { Answer, AwsCall } from './call.ts';
import type { Tally } from './tally.ts';

export type SendOptions = {
  /** What a GetMetricData is billed for. */
  billed?: Billed;
  /** Data points that it can return at most. */
  points?: number;
  /** Asks again for what an earlier call was refused: counted as a retry, and not repeated as long. */
  isRetry?: boolean;
  /** Gives way to every other request: it takes what of the share nobody waits for, and no more than `historyPart` of it. */
  isSpare?: boolean;
};

/** One account in one Region, as collectors see it: calls that answer or fail as values, metered on one tally. */
export type AwsRegion = {
  readonly account: string;
  readonly region: string;
  readonly tally: Tally;
  send<In extends object, Out>(call: AwsCall<In, Out>, input: In, options?: SendOptions): Promise<Answer<Out>>;
};
