import { AwsError } from '../../aws-error.ts';

/** An error of S3's own: `detail` stands in its body beside code and message, `headers` beside it. */
export class S3Error extends AwsError {
  readonly detail: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(of: {
    code: string;
    message: string;
    status: number;
    detail?: Record<string, string>;
    headers?: Record<string, string>;
  }) {
    super(of.code, of.message, of.status);
    this.detail = of.detail ?? {};
    this.headers = of.headers ?? {};
  }
}

export const noSuchKey = (key: string): S3Error =>
  new S3Error({ code: 'NoSuchKey', message: 'The specified key does not exist.', status: 404, detail: { Key: key } });

export const noSuchBucket = (bucket: string): S3Error =>
  new S3Error({
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    status: 404,
    detail: { BucketName: bucket },
  });

export const invalidArgument = (name: string, value: string, message: string): S3Error =>
  new S3Error({ code: 'InvalidArgument', message, status: 400, detail: { ArgumentName: name, ArgumentValue: value } });

export const denied = (message: string): S3Error => new S3Error({ code: 'AccessDenied', message, status: 403 });

/** A bucket asked for in another Region than its own. */
export const elsewhere = (bucket: string, region: string): S3Error =>
  new S3Error({
    code: 'PermanentRedirect',
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    status: 301,
    detail: { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
    headers: { 'x-amz-bucket-region': region },
  });

export const invalidRange = (asked: string, size: number): S3Error =>
  new S3Error({
    code: 'InvalidRange',
    message: 'The requested range is not satisfiable',
    status: 416,
    detail: { RangeRequested: asked, ActualObjectSize: String(size) },
    headers: { 'content-range': `bytes */${size}` },
  });
