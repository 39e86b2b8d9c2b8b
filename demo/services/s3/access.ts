import { logArchive } from '../../accounts.ts';
import type { EngineContext } from '../../engine.ts';
import { mayDo } from '../../permissions.ts';
import { denied, elsewhere, noSuchBucket } from './s3-error.ts';

/** Who asks for what: S3's actions do not bear its operations' names, and their resources are keys. */
export const mayReach = ({ principal, denied: list }: EngineContext, action: string): boolean => mayDo(principal, action, list);

/** @throws S3Error NoSuchBucket, PermanentRedirect, AccessDenied */
export function demandBucket(
  context: EngineContext,
  bucket: string,
  action: string,
  resource = `"arn:aws:s3:::${bucket}"`,
): void {
  if (bucket !== logArchive.bucket) throw noSuchBucket(bucket);
  if (context.region !== logArchive.region && action !== 's3:GetBucketLocation') throw elsewhere(bucket, logArchive.region);
  demand(context, action, resource);
}

/** @throws S3Error AccessDenied, in IAM's words */
export function demand(context: EngineContext, action: string, resource: string): void {
  if (!mayReach(context, action)) throw refusal(context, action, resource);
}

export const refusal = ({ principal }: EngineContext, action: string, resource: string) =>
  denied(
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
