import type { CallFailure } from '#lib/aws/call.ts';
import type { AwsRegion } from '#lib/aws/region.ts';
import { type ListedObject, listedObjects } from '#lib/aws/s3.ts';
import { reasonToSkip } from './audit-files.ts';

/** What a list has shown so far. `skipped`: how many keys were passed over, by the reason. */
export type Listing = {
  objects: number;
  bytes: number;
  skipped: Map<string, number>;
  /** All of it was listed. */
  isWhole: boolean;
  failure: CallFailure | null;
};

export const newListing = (): Listing => ({ objects: 0, bytes: 0, skipped: new Map(), isWhole: false, failure: null });

/** Why an object is passed over, or null. One that is named whole is always read, as a file is. */
function reasonOf(key: string, prefix: string): string | null {
  if (key === prefix) return null;
  return key.endsWith('/') ? 'a folder: it holds no events' : reasonToSkip(key);
}

/** The objects of a prefix that may hold events, by pages; what else there is to say goes into `listing`, which is ahead of who reads. */
export async function* wantedObjects(
  aws: AwsRegion,
  { bucket, prefix }: { bucket: string; prefix: string },
  { listing, signal }: { listing: Listing; signal: AbortSignal },
): AsyncGenerator<ListedObject[]> {
  for await (const page of listedObjects(aws, { bucket, prefix })) {
    if (!page.ok) {
      listing.failure = page.failure;
      return;
    }
    if (signal.aborted) return;
    const wanted: ListedObject[] = [];
    for (const object of page.value) {
      const reason = reasonOf(object.key, prefix);
      if (reason === null) wanted.push(object);
      else listing.skipped.set(reason, (listing.skipped.get(reason) ?? 0) + 1);
    }
    listing.objects += wanted.length;
    listing.bytes += wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    yield wanted;
  }
  listing.isWhole = true;
}
