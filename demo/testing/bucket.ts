import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { logArchive } from '../accounts.ts';
import type { TestAccount } from './account.ts';

const { bucket: Bucket, account: archive } = logArchive;

/** The trails' bucket as the role of the log archive reads it, by the SDK. */
export function readBucket(account: TestAccount) {
  const client = new S3Client(account.client(archive));
  const list = (input: Partial<ListObjectsV2CommandInput>) => client.send(new ListObjectsV2Command({ Bucket, ...input }));
  const get = (Key: string, rest: Partial<GetObjectCommandInput> = {}) =>
    client.send(new GetObjectCommand({ Bucket, Key, ...rest }));
  const keys = async (input: Partial<ListObjectsV2CommandInput>): Promise<string[]> =>
    ((await list(input)).Contents ?? []).map(({ Key = '' }) => Key);
  return {
    client,
    list,
    get,
    keys,
    prefixes: async (input: Partial<ListObjectsV2CommandInput>): Promise<string[]> =>
      ((await list({ Delimiter: '/', ...input })).CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix),
    bytes: async (key: string, rest: Partial<GetObjectCommandInput> = {}): Promise<Buffer> =>
      Buffer.from((await (await get(key, rest)).Body?.transformToByteArray()) ?? []),
    /** Some key with that prefix. */
    aKey: async (prefix: string): Promise<string> => {
      const [, , third] = await keys({ Prefix: prefix, MaxKeys: 3 });
      if (third === undefined) throw new RangeError(`fewer than three keys under ${prefix}`);
      return third;
    },
  };
}

export type ReadBucket = ReturnType<typeof readBucket>;
