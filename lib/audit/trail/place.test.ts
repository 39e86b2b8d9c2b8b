import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { logKeyAt } from './keys.ts';
import type { PlaceOptions } from './place.ts';
import { readerOf } from './testing/bucket.ts';
import { addChain, hoursFrom, withoutPrevious } from './testing/chain.ts';
import { keys, World } from './testing/world.ts';
import type { TrailResult } from './verdicts.ts';

const clean = new World();
const firstEnd = clean.startAt + hourMs;
const tell = async (world: World, options?: Partial<PlaceOptions>) => world.tell(await world.results(options)).toSorted();

/** Ends of thirty hours, with some hours skipped before the twelfth. */
const skipping = (hours: number) => [...hoursFrom(firstEnd, 12), ...hoursFrom(firstEnd + (12 + hours) * hourMs, 18)];
const relink = (change: (key: string) => string) => (fields: World['digests'][number], index: number) =>
  index === 12 ? { ...fields, previousDigestS3Object: change(fields.previousDigestS3Object ?? '') } : fields;
const to = clean.endAt + 3 * hourMs;

describe('what CloudTrail itself signed', () => {
  test.each<[string, () => World, string[], Partial<PlaceOptions>?]>([
    ['a clean chain', () => clean, []],
    ['hours in which nothing was delivered', () => new World({ logsEach: 0 }), []],
    [
      'logging that was off for three hours',
      () => new World({ ends: skipping(3), edit: (fields, index) => (index === 12 ? withoutPrevious(fields) : fields) }),
      ['off×0'],
      { to },
    ],
    ['three hours of which CloudTrail delivered no digest', () => new World({ ends: skipping(3) }), ['undelivered×3'], { to }],
    ['a trail that begins within the window', () => clean, ['off×0'], { from: clean.startAt - 5 * hourMs }],
    [
      'no link, though no hour is left out',
      () => new World({ edit: (f, index) => (index === 12 ? withoutPrevious(f) : f) }),
      ['d12 unlinked'],
    ],
    [
      'a link to itself',
      () => new World({ edit: (f, index) => (index === 12 ? { ...f, previousDigestS3Object: f.digestS3Object } : f) }),
      ['d12 link-backwards'],
    ],
    [
      'a link to another trail',
      () => new World({ edit: relink((key) => key.replace('org_trail', 'other')) }),
      ['d12 link-backwards'],
    ],
    ['a link to no digest', () => new World({ edit: relink(() => '../../etc/passwd') }), ['d12 link-backwards']],
    [
      'a log file in another bucket',
      () =>
        new World({
          edit: (f, index) => (index === 12 ? { ...f, logFiles: f.logFiles.map((log) => ({ ...log, s3Bucket: 'other' })) } : f),
        }),
      ['l12.0 elsewhere', 'l12.1 elsewhere'],
    ],
    [
      'a digest before it in another bucket',
      () => new World({ edit: (f, index) => (index === 12 ? { ...f, previousDigestS3Bucket: 'other' } : f) }),
      ['d11 elsewhere'],
    ],
  ])('%s', async (_, world, expected, options) => {
    const told = await tell(world(), options);
    expect(told.filter((text) => !expected.includes(text) && !text.startsWith('l'))).toEqual([]);
    expect(told).toEqual(expect.arrayContaining(expected));
  });

  test('a hash whose leading zero CloudTrail left out', async () => {
    const drop = (fields: World['digests'][number]) => ({
      ...fields,
      previousDigestHashValue: fields.previousDigestHashValue?.replace(/^0/, '') ?? null,
    });
    // One digest in sixteen is such: of so many none would be, once in a hundred thousand runs.
    const hours = 200;
    const world = new World({ ends: hoursFrom(firstEnd, hours), logsEach: 0, edit: drop });
    expect(world.digests.some(({ previousDigestHashValue: sum }) => sum?.length === 63)).toBe(true);
    expect(await tell(world, { to: firstEnd + hours * hourMs })).toEqual([]);
  });
});

describe('a window', () => {
  test('in mid-chain is clean, and holds what overlaps it', async () => {
    const results = await clean.results({ from: firstEnd + 4 * hourMs + minuteMs, to: firstEnd + 8 * hourMs });
    expect(clean.tell(results)).toEqual([]);
    const digests = results.filter((result) => result.of === 'digest' && !result.isBackfill) as { key: string }[];
    expect(digests.map(({ key }) => key)).toEqual(['d8', 'd7', 'd6', 'd5'].map((name) => clean.key(name)));
  });

  test('takes the signature of its newest digest from the one after it', async () => {
    const world = clean.clone();
    world.metadata('d8', { signature: undefined });
    const results = await world.results({ to: firstEnd + 8 * hourMs });
    expect(results).toContainEqual(expect.objectContaining({ key: world.key('d8'), kind: 'verified', isFromNext: true }));
  });

  test('holds a log file that was written within it and delivered after', async () => {
    // Its name says a minute before the digest ends; the next digest names it.
    const at = firstEnd + 8 * hourMs - minuteMs;
    const text = '{"Records":[]}';
    const s3Object = logKeyAt(clean.place, at, 'late');
    const named = { s3Bucket: clean.bucketName, s3Object, hashValue: hash('sha256', text), hashAlgorithm: 'SHA-256' };
    const times = { newestEventTime: '', oldestEventTime: '' };
    const world = new World({
      edit: (f, index) => (index === 9 ? { ...f, logFiles: [...f.logFiles, { ...named, ...times }] } : f),
    });
    world.bucket.set(s3Object, { bytes: gzipSync(text), metadata: {} });
    const whole = { from: firstEnd, to: firstEnd + 8 * hourMs };
    const results = await world.results(whole);
    expect(world.tell(results)).toEqual([]);
    expect(results).toContainEqual(expect.objectContaining({ key: s3Object, kind: 'verified' }));
    expect(results.filter(({ of }) => of === 'log')).toHaveLength(8 * 2 + 2 + 1);
    world.bucket.set(s3Object, { bytes: gzipSync('{}'), metadata: {} });
    expect(await tell(world, whole)).toEqual(['l9.2 altered']);
  });

  test('that ends with the newest digest there is says nothing of a log file written just before', async () => {
    const world = clean.clone();
    world.copy('l12.0', logKeyAt(clean.place, clean.endAt - minuteMs, 'late'));
    const results = await world.results({ to: clean.endAt });
    expect(world.tell(results)).toEqual([]);
    expect(results.at(-1)).toMatchObject({ of: 'log', kind: 'not-yet-due' });
  });

  test('without a start says that the oldest digest follows another', async () => {
    const world = clean.clone();
    world.remove('d0', 'l0.0', 'l0.1');
    expect(await tell(world, { from: null })).toEqual(['cut×0']);
    expect(await tell(clean, { from: null })).toEqual([]);
  });
});

describe('what GetTrailStatus says', () => {
  const world = clean.clone();
  world.remove('d27', 'd28', 'd29', 'l27.0', 'l27.1', 'l28.0', 'l28.1', 'l29.0', 'l29.1');
  test.each([
    ['nothing: deleted, or never delivered', null, 'overdue×1'],
    ['it delivered the digest that is not here', { latestDigestAt: clean.endAt, stoppedAt: null }, 'overdue×1'],
    ['it delivered none since', { latestDigestAt: clean.endAt - 3 * hourMs, stoppedAt: null }, 'delivery-failing×1'],
    ['it was stopped', { latestDigestAt: null, stoppedAt: clean.endAt - 3 * hourMs + minuteMs }, 'off×0'],
  ])('%s', async (_, status, expected) => {
    expect(await tell(world, { statusOf: () => status })).toEqual([expected]);
  });
});

describe('two trails into one bucket', () => {
  const both = clean.clone();
  const common = { place: both.place, homeRegion: 'eu-west-1', bucketName: both.bucketName, isBackfill: false, logsEach: 1 };
  addChain(both.bucket, { ...common, trail: 'org', ends: hoursFrom(firstEnd - 7 * minuteMs, 30), keyOf: () => keys.current });
  both.bucket.set(`${both.place.prefix}/AWSLogs/readme.txt`, { bytes: Buffer.from('mine'), metadata: {} });

  test('verify each, and neither calls the other’s files unnamed', async () => {
    expect(await tell(both)).toEqual([]);
    expect(await tell(both, { trail: 'org' })).toEqual([]);
    expect(await tell(both, { trail: 'org_trail' })).toEqual([]);
  });

  test('what is missing of one does not cast doubt on the files of the other', async () => {
    const world = both.clone();
    world.remove('d12');
    expect(await tell(world, { trail: 'org_trail' })).toEqual(['d12 missing']);
  });

  test('what is wrong with one is not wrong with the other', async () => {
    const world = both.clone();
    world.remove('d12');
    const results = await world.results();
    const faulty = results.filter(({ kind }) => kind === 'missing') as Extract<TrailResult, { of: 'digest' }>[];
    expect(faulty.map(({ chain }) => chain)).toEqual([expect.stringContaining('org_trail')]);
  });
});

test('a bucket that denies half its keys says so of each, and proves the rest', async () => {
  const denying = { ...readerOf(clean.bucket) };
  const { read } = denying;
  denying.read = async (key) =>
    key === clean.key('d12') || key === clean.key('l9.1') ? { kind: 'unreadable', reason: 'AccessDenied' } : read(key);
  expect(clean.tell(await clean.results({}, denying)).toSorted()).toEqual([
    'd12 unreadable',
    'l12.0 unproved',
    'l12.1 unproved',
    'l9.1 unreadable',
  ]);
});

test('a reader that fails ends the walk with its error', async () => {
  const failing = { ...readerOf(clean.bucket), read: () => Promise.reject(new Error('no such host')) };
  await expect(clean.results({}, failing)).rejects.toThrow('no such host');
});
