import {
  GetObjectCommand,
  type GetObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { fixedClock } from '#lib/time.ts';
import { logArchive } from '../accounts.ts';
import { startAccount, type TestAccount } from './account.ts';

const { bucket: Bucket, account: archive } = logArchive;

/** The trails' bucket as the role of the log archive reads it, by the SDK. */
function readBucket(account: TestAccount) {
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

/** A morning, and what trails have put into one place's folders by then. */
export const morning = {
  now: Date.parse('2026-11-15T09:42:30Z'),
  folder: 'AWSLogs/o-trailwatch1/111122223333/CloudTrail/eu-west-1/2026/11/15/',
  digestFolder: 'AWSLogs/o-trailwatch1/111122223333/CloudTrail-Digest/eu-west-1/2026/11/15/',
};

/** A demo account on that morning, and its bucket. */
export async function startMorning(): Promise<{ account: TestAccount; bucket: ReadBucket }> {
  const account = await startAccount({ clock: fixedClock(morning.now), endpoints: 4 });
  return { account, bucket: readBucket(account) };
}
