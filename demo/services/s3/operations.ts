import type { EngineOperation } from '../../engine.ts';
import { getObject, headObject } from './get-object.ts';
import { getBucketLocation, headBucket, listObjects, listObjectsV2 } from './list-objects.ts';

export const s3Operations: Readonly<Record<string, EngineOperation>> = {
  's3.GetBucketLocation': getBucketLocation,
  's3.GetObject': getObject,
  's3.HeadBucket': headBucket,
  's3.HeadObject': headObject,
  's3.ListObjects': listObjects,
  's3.ListObjectsV2': listObjectsV2,
};
