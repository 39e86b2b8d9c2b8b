import { getObject, listObjects, readObject } from '#lib/aws/s3.ts';
import type { Aws } from '#lib/aws/session.ts';
import { createTally } from '#lib/aws/tally.ts';
import type { AuditSourceConfig } from '#lib/config.ts';
import { type ProbeResult, probe, tryProbe } from '../probes.ts';
import { mostBytes } from './log-file.ts';
import { readerOf } from './sources.ts';

export type ExaminedBucket = { bucket: string; prefix: string; account: string; results: ProbeResult[] };

/** Whether a bucket can be listed, and one of its objects read: encrypted with a key, that asks for two permissions. */
export async function examineBucket(aws: Aws, source: AuditSourceConfig): Promise<ExaminedBucket> {
  const { bucket, prefix, region } = source;
  const reader = readerOf(source);
  const here = aws.region(reader, region, createTally());
  const input = { Bucket: bucket, Prefix: `${prefix === '' ? '' : `${prefix}/`}AWSLogs/`, MaxKeys: 1 };
  const examined = { bucket, prefix, account: reader.id };
  const list = await tryProbe(here, probe(listObjects, input));
  const answer = list.word === 'allowed' ? await here.send(listObjects, input) : null;
  const key = answer?.ok ? answer.value.Contents?.[0]?.Key : undefined;
  if (key === undefined) return { ...examined, results: [list] };
  const read = await readObject(here, { bucket, key, maxBytes: mostBytes });
  const { service, operation, action, feeds } = getObject;
  const failure = read.ok ? null : read.failure;
  const needed = failure?.code === 'KmsDecryptDenied' ? 'kms:Decrypt' : action;
  const word = failure === null ? 'allowed' : failure.word === 'denied' ? 'denied' : 'not reached';
  return {
    ...examined,
    results: [list, { account: reader.id, region, service, operation, action: needed, feeds, word, failure }],
  };
}
