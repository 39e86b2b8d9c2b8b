import { maxPackedBytes } from '#lib/audit/trail/inflate.ts';
import type { TrailReader } from '#lib/audit/trail/reader.ts';
import type { CallFailure } from '#lib/aws/call.ts';
import { pages } from '#lib/aws/pages.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { listObjects, readObject } from '#lib/aws/s3.ts';

/** A list that cannot be had ends a walk: what is not listed is not missing. */
export class ListRefused extends Error {
  readonly failure: CallFailure;
  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A bucket of S3 as the verifier reads it. An object that is refused is unreadable, and not missing. */
export const bucketReader = (aws: AwsRegion, bucket: string): TrailReader => ({
  async *list(prefix, after) {
    const input = { Bucket: bucket, Prefix: prefix, ...(after === prefix ? {} : { StartAfter: after }) };
    const paging = { into: 'ContinuationToken', from: 'NextContinuationToken', maxPages: 100_000 };
    for await (const page of pages(aws, listObjects, input, paging)) {
      if (!page.ok) throw new ListRefused(page.failure);
      for (const { Key } of page.value.Contents ?? []) if (Key !== undefined) yield Key;
    }
  },
  async read(key) {
    const answer = await readObject(aws, { bucket, key, maxBytes: maxPackedBytes });
    if (answer.ok) return { kind: 'read', bytes: answer.value.bytes, metadata: answer.value.metadata };
    const { isGone, code, message } = answer.failure;
    return isGone ? { kind: 'missing' } : { kind: 'unreadable', reason: `${code}: ${message}`.slice(0, 500) };
  },
});
