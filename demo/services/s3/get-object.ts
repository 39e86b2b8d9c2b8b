import { logArchive } from '../../accounts.ts';
import type { EngineContext, EngineOperation } from '../../engine.ts';
import { demand, demandBucket, mayReach, refusal } from './access.ts';
import { byteRange } from './byte-range.ts';
import { noSuchKey, S3Error } from './s3-error.ts';
import type { StoredObject } from './stored-object.ts';
import { bucketOf } from './trail-bucket.ts';

/** s3.HeadObject: the object's own members, and those of its whole body. */
export const headObject: EngineOperation = (input, context) => {
  const object = find(input, context);
  return { ...described(object), ContentLength: object.size() };
};

/** s3.GetObject: the body is a Buffer under `Body`. Decrypting it is an action of its own. */
export const getObject: EngineOperation = (input, context) => {
  const object = find(input, context);
  demand(context, 'kms:Decrypt', logArchive.keyArn);
  const body = object.body();
  const range = byteRange(input.Range, body.length);
  const part = range ? body.subarray(range.from, range.to + 1) : body;
  return {
    ...described(object),
    Body: part,
    ContentLength: part.length,
    ...(range ? { ContentRange: `bytes ${range.from}-${range.to}/${body.length}` } : {}),
  };
};

function find(input: Record<string, unknown>, context: EngineContext): StoredObject {
  const [bucket, key] = [String(input.Bucket), String(input.Key)];
  const resource = `"arn:aws:s3:::${bucket}/${key}"`;
  demandBucket(context, bucket, 's3:GetObject', resource);
  const object = bucketOf(context.scenario, context.knobs.spoils).find(key, context.now);
  if (object?.isDenied) throw refusal(context, 's3:GetObject', resource);
  // Who may not list learns nothing of what is not there.
  if (!object)
    throw mayReach(context, 's3:ListBucket') ? noSuchKey(key) : refusal(context, 's3:ListBucket', `"arn:aws:s3:::${bucket}"`);
  demandCondition(input, object);
  return object;
}

const unquoted = (etag: string): string => etag.trim().replace(/^"(.*)"$/, '$1');

/** @throws S3Error NotModified, PreconditionFailed */
function demandCondition({ IfNoneMatch: not, IfMatch: only }: Record<string, unknown>, { etag }: StoredObject): void {
  const matches = (text: unknown): boolean =>
    String(text)
      .split(',')
      .map(unquoted)
      .some((one) => one === etag || one === '*');
  if (only !== undefined && !matches(only)) {
    const message = 'At least one of the pre-conditions you specified did not hold';
    throw new S3Error({ code: 'PreconditionFailed', message, status: 412, detail: { Condition: 'If-Match' } });
  }
  if (not !== undefined && matches(not)) {
    throw new S3Error({ code: 'NotModified', message: 'Not Modified', status: 304, headers: { etag: `"${etag}"` } });
  }
}

const described = (object: StoredObject): Record<string, unknown> => ({
  AcceptRanges: 'bytes',
  LastModified: Math.floor(object.lastModifiedAt / 1000),
  ETag: `"${object.etag}"`,
  ContentType: 'application/json',
  ContentEncoding: 'gzip',
  ServerSideEncryption: 'aws:kms',
  SSEKMSKeyId: logArchive.keyArn,
  Metadata: object.metadata(),
});
