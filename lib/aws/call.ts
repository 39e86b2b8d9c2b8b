import type { Absence } from '#lib/catalog/absence.ts';

export type AwsService =
  | 'account'
  | 'sagemaker'
  | 'cloudwatch'
  | 'logs'
  | 'cloudtrail'
  | 'application-autoscaling'
  | 'organizations'
  | 'tagging'
  | 's3'
  | 'sts';

/** One operation that Trailwatch calls. Policy, doctor, meter and limiter read these rows, so a call without one does not exist. */
export type CallRow = {
  service: AwsService;
  operation: string;
  /** The IAM action a role must allow; null where AWS asks for none. */
  action: string | null;
  /** What stays dark without it, in words that end a sentence. */
  feeds: string;
};

export type AwsCall<In extends object, Out> = CallRow & {
  /** The SDK's command for one input. */
  command: (input: In) => object;
  /** The type of the answer; never set. */
  answers?: Out;
};

type CommandClass<In, Out> = new (
  input: In,
) => { resolveMiddleware(...args: never[]): (args: never) => Promise<{ output: Out }> };

/** Ties a row to the SDK's command; input and answer types come from the command. */
export const declareCall = <In extends object, Out>(row: CallRow, Command: CommandClass<In, Out>): AwsCall<In, Out> => ({
  ...row,
  command: (input) => new Command(input),
});

/** A call that gave no answer, as runs list it and panels say it. */
export type CallFailure = {
  service: AwsService;
  operation: string;
  code: string;
  /** What a panel shows for what the call would have fed. */
  word: Absence;
  message: string;
  requestId: string | null;
  /** AWS says that the thing asked for does not exist (any more). */
  isGone: boolean;
};

export type Answer<T> = { ok: true; value: T } | { ok: false; failure: CallFailure };
