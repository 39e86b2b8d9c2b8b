import { logArchive } from '../../accounts.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { openToken, sealToken } from '../../tokens.ts';
import { demandBucket } from './access.ts';
import { type Ask, type Entry, entriesOf, nameOf } from './entries.ts';
import { invalidArgument } from './s3-error.ts';
import { bucketOf } from './trail-bucket.ts';

const pageSize = 1000;

/** s3.ListObjectsV2. Its tokens are bound to bucket, prefix and delimiter. */
export const listObjectsV2: EngineOperation = (input, context) => {
  demandBucket(context, String(input.Bucket), 's3:ListBucket');
  const { ContinuationToken: token, StartAfter: startAfter } = input;
  const bound = [input.Bucket, input.Prefix ?? '', input.Delimiter ?? ''];
  const position = token === undefined ? startAfter : openToken(token, bound);
  if (token !== undefined && position === undefined) {
    throw invalidArgument('continuation-token', String(token), 'The continuation token provided is incorrect');
  }
  const { entries, isTruncated, members } = page(input, position, context);
  return {
    ...members,
    KeyCount: entries.length,
    IsTruncated: isTruncated,
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(startAfter === undefined ? {} : { StartAfter: written(input, String(startAfter)) }),
    ...(isTruncated ? { NextContinuationToken: sealToken(lastName(entries), bound) } : {}),
  };
};

/** s3.ListObjects, the first version, which the AWS CLI's validate-logs still calls. */
export const listObjects: EngineOperation = (input, context) => {
  demandBucket(context, String(input.Bucket), 's3:ListBucket');
  const { entries, isTruncated, members } = page(input, input.Marker, context);
  return {
    ...members,
    Marker: written(input, String(input.Marker ?? '')),
    IsTruncated: isTruncated,
    // Without a delimiter the last key serves.
    ...(isTruncated && input.Delimiter ? { NextMarker: written(input, lastName(entries)) } : {}),
  };
};

/** s3.GetBucketLocation, which answers in any Region. */
export const getBucketLocation: EngineOperation = (input, context) => {
  demandBucket(context, String(input.Bucket), 's3:GetBucketLocation');
  return { LocationConstraint: logArchive.region };
};

export const headBucket: EngineOperation = (input, context) => {
  demandBucket(context, String(input.Bucket), 's3:ListBucket');
  return { BucketRegion: logArchive.region };
};

const lastName = (entries: readonly Entry[]): string => entries.map(nameOf).at(-1) ?? '';

function maxKeysOf({ MaxKeys: asked }: Record<string, unknown>): number {
  if (asked === undefined) return pageSize;
  if (!/^\d{1,9}$/.test(String(asked))) {
    throw invalidArgument('max-keys', String(asked), 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(Number(asked), pageSize);
}

/** @param position the last name of the page before, or a key that need not be there */
function page(input: Record<string, unknown>, position: unknown, context: EngineContext) {
  const maxKeys = maxKeysOf(input);
  if (input.EncodingType !== undefined && input.EncodingType !== 'url') {
    throw invalidArgument('encoding-type', String(input.EncodingType), 'Invalid Encoding Method specified in Request');
  }
  const prefix = String(input.Prefix ?? '');
  const delimiter = String(input.Delimiter ?? '');
  const after = String(position ?? '');
  const ask: Ask = {
    prefix,
    delimiter,
    after,
    now: context.now,
    done: delimiter !== '' && after.endsWith(delimiter) ? after : '',
  };
  const entries: Entry[] = [];
  let isTruncated = false;
  if (maxKeys > 0) {
    for (const entry of entriesOf(bucketOf(context.scenario, context.knobs.spoils), ask)) {
      isTruncated = entries.length === maxKeys;
      if (isTruncated) break;
      entries.push(entry);
    }
  }
  return { entries, isTruncated, members: membersOf(input, { maxKeys, entries }) };
}

function membersOf(input: Record<string, unknown>, of: { maxKeys: number; entries: readonly Entry[] }): Record<string, unknown> {
  const objects = of.entries.flatMap((entry) => ('object' in entry ? [entry.object] : []));
  const prefixes = of.entries.flatMap((entry) => ('prefix' in entry ? [entry.prefix] : []));
  return {
    Name: input.Bucket,
    Prefix: written(input, String(input.Prefix ?? '')),
    MaxKeys: of.maxKeys,
    ...(input.Delimiter ? { Delimiter: written(input, String(input.Delimiter)) } : {}),
    ...(input.EncodingType ? { EncodingType: input.EncodingType } : {}),
    Contents: objects.map((object) => ({
      Key: written(input, object.key),
      LastModified: Math.floor(object.lastModifiedAt / 1000),
      ETag: `"${object.etag}"`,
      Size: object.size(),
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: prefixes.map((common) => ({ Prefix: written(input, common) })),
  };
}

/** Text as the request wants it written: with encoding-type=url in percents, slashes aside. */
const written = ({ EncodingType }: Record<string, unknown>, text: string): string =>
  EncodingType === 'url' ? text.split('/').map(encodeURIComponent).join('/') : text;
