import { flagAt, objectAt, textAt } from '../text.ts';
import { example } from './example.ts';
import { type StatelessRule, textOf } from './rule.ts';

const blocks = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const block = (on: boolean) => ({
  bucketName: 'ml-training-data',
  publicAccessBlock: '',
  PublicAccessBlockConfiguration: Object.fromEntries(blocks.map((name) => [name, on])),
});

export const bucketRules = {
  public_access_block_removed: {
    title: 'The block on public access was taken off',
    severity: 'high',
    why: 'It is the last wall between a bucket and the internet: with it, no policy or ACL can make the bucket public.',
    mend: 'Put all four settings back on, and look at the policy and the ACL that were set since.',
    on: [
      'PutBucketPublicAccessBlock',
      'DeleteBucketPublicAccessBlock',
      'PutAccountPublicAccessBlock',
      'DeleteAccountPublicAccessBlock',
    ].map((name) => `s3.amazonaws.com:${name}`),
    judge: ({ event, request }) => {
      const settings = objectAt(request, 'PublicAccessBlockConfiguration');
      const off = event.eventName.startsWith('Delete') ? [...blocks] : blocks.filter((name) => flagAt(settings, name) === false);
      const object = textAt(request, 'bucketName') ?? `account ${event.account}`;
      return off.length === 0 ? null : { object, found: { off } };
    },
    says: (found) => `off: ${textOf(found, 'off')}`,
    examples: {
      fires: [example('s3', 'PutBucketPublicAccessBlock', { request: block(false) })],
      passes: [example('s3', 'PutBucketPublicAccessBlock', { request: block(true) })],
    },
  },
  bucket_access_changed: {
    title: 'Who may reach a bucket was changed',
    severity: 'medium',
    why: 'Training data and models lie in buckets; a policy or an ACL decides who can read and replace them.',
    mend: 'Compare it with the policy before, and have the owner of the data agree.',
    on: ['PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl'].map((name) => `s3.amazonaws.com:${name}`),
    judge: ({ request }) => ({ object: textAt(request, 'bucketName'), found: {} }),
    says: () => '',
    examples: {
      fires: [example('s3', 'DeleteBucketPolicy', { request: { bucketName: 'ml-training-data', policy: '' } })],
      passes: [example('s3', 'GetBucketPolicy', { request: { bucketName: 'ml-training-data', policy: '' } })],
    },
  },
  bucket_deleted: {
    title: 'A bucket was deleted',
    severity: 'high',
    why: 'Training data, models and evidence that lay there are gone, and anybody may now take its name.',
    mend: 'Find out what read from it, and keep the name: take the bucket again before somebody else does.',
    on: ['s3.amazonaws.com:DeleteBucket'],
    judge: ({ request }) => ({ object: textAt(request, 'bucketName'), found: {} }),
    says: () => '',
    examples: {
      fires: [example('s3', 'DeleteBucket', { request: { bucketName: 'ml-training-data' } })],
      passes: [
        example('s3', 'DeleteBucket', { request: { bucketName: 'ml-training-data' }, more: { errorCode: 'BucketNotEmpty' } }),
      ],
    },
  },
} as const satisfies Record<string, StatelessRule>;
