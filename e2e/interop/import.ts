import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startMoto } from './moto.ts';

const root = join(import.meta.dirname, '../..');
const bucket = 'evidence-of-interop';
const region = 'eu-west-1';
const pages = 2;
const pageSize = 1000;

const record = (eventID: string): string =>
  JSON.stringify({
    ...{ eventID, eventTime: '2026-11-19T03:00:12Z', eventSource: 'sagemaker.amazonaws.com', eventName: 'CreateModel' },
    ...{ awsRegion: region, recipientAccountId: '111122223333' },
  });

/** A newline, too, may be in a key of S3; moto finds no route for it. */
const oddNames = [
  ...['a b+c%20%2F', 'schöne Grüße ☃ \u{1F600}', 'tab\t', '../../up', '/lead', '&<">\'', 'a//b', '~!*()', 'x?y#z'],
];

type Imported = { saved: number; known: number; quarantined: number; objects: number; complete: boolean };

async function fill(url: string): Promise<number> {
  const credentials = { accessKeyId: 'interop', secretAccessKey: 'interop' };
  const s3 = new S3Client({ endpoint: url, region, forcePathStyle: true, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
  const put = (name: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket: bucket, Key: `case/${name}`, Body }));
  await put('AWSLogs/1_CloudTrail_a.json.gz', gzipSync(`{"Records":[${record('a')},${record('b')}]}`));
  await put('twice.jsonl', `${record('b')}\n`);
  for (const [index, name] of oddNames.entries()) await put(`${name}.json`, record(`odd-${index}`));
  for (let index = 0; index < pages * pageSize; index += 1) await put(`notes/${index}.txt`, 'no events');
  await put('z.json', record('z'));
  s3.destroy();
  return oddNames.length + 3;
}

function importAll(url: string): Promise<Imported> {
  const args = [join(root, 'bin/trailwatch.mjs'), 'audit', 'import', `s3://${bucket}/case/`, '--region', region, '--json'];
  const environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'interop', AWS_SECRET_ACCESS_KEY: 'interop' };
  const home = mkdtempSync(join(tmpdir(), 'trailwatch interop home '));
  const env = { ...process.env, ...environment, TRAILWATCH_HOME: home };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      rmSync(home, { recursive: true, force: true });
      if (code !== 0) reject(new Error(`audit import ended with exit code ${code}: ${out}`));
      else resolve(JSON.parse(out) as Imported);
    });
  });
}

/**
 * Has a bucket of moto imported: keys of any letters, several pages, one event told twice.
 * @param server the path of moto_server
 * @returns whether each event was stored once
 */
export async function importBucket(server: string): Promise<boolean> {
  const moto = await startMoto(server);
  try {
    const events = await fill(moto.url);
    const { saved, known, quarantined, objects, complete } = await importAll(moto.url);
    console.log(`${saved} of ${events} events saved, ${known} known already, of ${objects} objects`);
    return complete && saved === events && known === 1 && quarantined === 0;
  } finally {
    moto.stop();
  }
}
