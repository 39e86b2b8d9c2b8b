/** An object as it lies in the bucket, or why it could not be had. `metadata`: what S3 carries as x-amz-meta-…, without that, in small letters. */
export type TrailObject =
  | { kind: 'read'; bytes: Buffer; metadata: Readonly<Record<string, string>> }
  | { kind: 'missing' }
  | { kind: 'unreadable'; reason: string };

/** One bucket, or a folder that holds its tree. Both functions may throw where nothing more can be read at all. */
export type TrailReader = {
  /** The keys that begin with `prefix` and come after `after`, in the order of their UTF-8 bytes, as S3 lists them. */
  list(prefix: string, after: string): AsyncIterable<string>;
  /** `key` may come from a digest: nothing about it is certain. */
  read(key: string): Promise<TrailObject>;
};
