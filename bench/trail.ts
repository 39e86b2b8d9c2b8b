import { TrailHours } from '#lib/audit/trail/hours.ts';
import { verifyPlace } from '#lib/audit/trail/place.ts';
import { type Bucket, makeSigningKey, publicKeysOf, readerOf } from '#lib/audit/trail/testing/bucket.ts';
import { addChain, hoursFrom } from '#lib/audit/trail/testing/chain.ts';
import { verdictOf } from '#lib/audit/trail/verdicts.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { atMost, beside, exactly, type Figure, fixedLoop } from './figure.ts';

const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-2'];
const days = 30;
const logsEach = 4;
/** Records in a log file: real ones hold 5 at the median, and 18 at the 95th percentile. */
const recordsEach = 18;
const firstEnd = Date.parse('2026-10-20T00:36:49Z');
const window = { from: firstEnd - hourMs, to: firstEnd - hourMs + days * dayMs };
const key = makeSigningKey({ from: '2026-10-01T00:00:00Z', to: '2026-12-31T00:00:00Z' });
const placeOf = (region: string) => ({ prefix: '', organization: null, account: '111122223333', region });

/** About 1.3 kB, as real records are at the median. */
const record = (id: string) => ({
  eventVersion: '1.11',
  eventID: id,
  eventName: 'DescribeEndpoint',
  requestParameters: { endpointName: `vision-${id}` },
  userAgent: 'x'.repeat(600),
  responseElements: Array.from({ length: 30 }, (_, n) => `${id}/${n}`),
});

function makeBucket(): Bucket {
  const bucket: Bucket = new Map();
  for (const region of regions) {
    const body = (digest: number, log: number) =>
      JSON.stringify({ Records: Array.from({ length: recordsEach }, (_, n) => record(`${region}-${digest}-${log}-${n}`)) });
    const chain = { trail: 'org', homeRegion: 'eu-west-1', bucketName: 'log-archive', isBackfill: false };
    addChain(bucket, {
      ...chain,
      place: placeOf(region),
      ends: hoursFrom(firstEnd, days * 24),
      logsEach,
      body,
      keyOf: () => key,
    });
  }
  return bucket;
}

async function verifyAll(bucket: Bucket): Promise<{ ms: number; digests: number; logs: number; faults: number; hours: number }> {
  const counted = { digests: 0, logs: 0, faults: 0, hours: 0 };
  const startedAt = performance.now();
  for (const region of regions) {
    const options = { ...window, publicKeys: publicKeysOf(key), bucket: 'log-archive', trail: null, statusOf: () => null };
    const hours = new TrailHours(window);
    for await (const result of verifyPlace(readerOf(bucket), placeOf(region), options)) {
      hours.add(result);
      if (verdictOf(result).isFault) counted.faults += 1;
      else if (result.of === 'digest') counted.digests += 1;
      else if (result.of === 'log') counted.logs += 1;
    }
    counted.hours += hours.list().filter(({ state }) => state === 'verified').length;
  }
  return { ms: performance.now() - startedAt, ...counted };
}

/** What it takes to verify a clean month of a trail in four Regions, from memory: chain, signatures and the hash of every log file. */
export async function measure(): Promise<Figure[]> {
  const bucket = makeBucket();
  const runs = [await verifyAll(bucket), await verifyAll(bucket), await verifyAll(bucket)];
  const [first] = runs;
  if (!first) return [];
  const best = Math.min(...runs.map(({ ms }) => ms));
  const bytes = [...bucket.values()].reduce((sum, object) => sum + object.bytes.length, 0);
  return [
    atMost('30 days of a trail in 4 Regions verified', best / 1000, 's', 10),
    exactly('digests verified', first.digests, '', days * 24 * regions.length),
    exactly('log files verified', first.logs, '', days * 24 * regions.length * logsEach),
    exactly('found wrong in the clean chain', first.faults, '', 0),
    beside('hours that the strip shows as verified, of 2,880 and the seams', first.hours, ''),
    beside('bytes, packed', bytes, 'B'),
    fixedLoop(),
  ];
}
