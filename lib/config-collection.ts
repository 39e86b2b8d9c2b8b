import { z } from 'zod';
import { quotaShare } from './catalog/quotas.ts';

const share = z.number('expected a share above 0, 1 at most').positive('expected a share above 0').max(1, 'expected 1 at most');
const operation = z
  .string()
  .regex(
    /^[a-z-]+\.[A-Za-z]*$/,
    'expected an operation like sagemaker.ListTrainingJobs, or the beginning of one like sagemaker.List',
  );

/** The section `collection`: how much of AWS's quotas workers take, and how much one does at once. */
export const collectionSection = z.strictObject({
  quotaShare: share.default(quotaShare),
  quotaShares: z.record(operation, share).default({}),
  unitsAtOnce: z.int('expected a whole number').min(1, 'expected 1 at least').max(16, 'expected 16 at most').default(6),
});

type Collection = z.infer<typeof collectionSection>;

/** The share of an operation's quota ("sagemaker.ListEndpoints"): the longest beginning that is named counts. */
export function shareOf({ quotaShare: usual, quotaShares }: Collection, call: string): number {
  const [longest] = Object.keys(quotaShares)
    .filter((beginning) => call.startsWith(beginning))
    .toSorted((a, b) => b.length - a.length);
  return longest === undefined ? usual : (quotaShares[longest] ?? usual);
}
