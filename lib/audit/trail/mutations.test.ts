// Longer than 200 lines because it is a list: each way of tampering has its line.
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { digestKeyAt, logKeyAt } from './keys.ts';
import type { PlaceOptions } from './place.ts';
import { publicKeysOf, signedDigest } from './testing/bucket.ts';
import { expiredKey, keys, World } from './testing/world.ts';

const clean = new World();
const chain = { ...clean.place, trail: 'org_trail', homeRegion: 'us-east-1', isBackfill: false };
const flip =
  (at: number, bit = 1) =>
  (bytes: Buffer) => {
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = (bytes[place] ?? 0) ^ bit;
    return bytes;
  };
const append = (tail: Buffer | string) => (bytes: Buffer) => Buffer.concat([bytes, Buffer.from(tail)]);
const cutTo = (length: number) => (bytes: Buffer) => bytes.subarray(0, length);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const digestsOf = (from: number, to: number): string[] => range(from, to).map((index) => `d${index}`);
const logsOf = (...digests: number[]): string[] => digests.flatMap((index) => [`l${index}.0`, `l${index}.1`]);
const are = (kind: string, names: readonly string[]): string[] => names.map((name) => `${name} ${kind}`);
const allDigests = [...digestsOf(0, 30), 'b0', 'b1', 'b2'];
const allLogs = [...logsOf(...range(0, 30)), 'lb0.0', 'lb1.0', 'lb2.0'];
const hex = (text: string): string => (text.startsWith('0') ? `1${text.slice(1)}` : `0${text.slice(1)}`);

type Row = [what: string, mutate: (world: World) => unknown, expected: readonly string[], options?: Partial<PlaceOptions>];

const rows: Row[] = [
  // Log files
  ['a bit of a log’s gzip stream', (w) => w.bytes('l12.0', flip(20)), ['l12.0 corrupt-gzip']],
  ['a bit of a log’s checksum', (w) => w.bytes('l12.0', flip(-6)), ['l12.0 corrupt-gzip']],
  ['a bit of a log’s length', (w) => w.bytes('l12.0', flip(-2)), ['l12.0 corrupt-gzip']],
  ['a bit of a log’s first byte', (w) => w.bytes('l12.0', flip(0)), ['l12.0 not-gzip']],
  ['a word of a log, packed again', (w) => w.content('l12.0', (text) => text.replace('Describe', 'Delete')), ['l12.0 altered']],
  ['a log packed again, unchanged', (w) => w.content('l12.0', (text) => text), []],
  ['a log emptied', (w) => w.bytes('l12.0', cutTo(0)), ['l12.0 not-gzip']],
  ['a log cut off', (w) => w.bytes('l12.0', cutTo(40)), ['l12.0 truncated']],
  ['a log without its last byte', (w) => w.bytes('l12.0', (bytes) => bytes.subarray(0, -1)), ['l12.0 truncated']],
  ['bytes appended to a log', (w) => w.bytes('l12.0', append('{"Records":[]}')), ['l12.0 appended']],
  ['one byte of zero appended to a log', (w) => w.bytes('l12.0', append(Buffer.alloc(1))), ['l12.0 appended']],
  ['a second gzip file appended to a log', (w) => w.bytes('l12.0', append(gzipSync('more'))), ['l12.0 concatenated']],
  ['a log altered and appended to', (w) => [w.content('l12.0', () => '{}'), w.bytes('l12.0', append('x'))], ['l12.0 altered']],
  ['a log deleted', (w) => w.remove('l12.0'), ['l12.0 missing']],
  ['two logs deleted', (w) => w.remove('l12.0', 'l12.1'), are('missing', logsOf(12))],
  ['ten logs deleted', (w) => w.remove(...logsOf(12, 13, 14, 15, 16)), are('missing', logsOf(16, 15, 14, 13, 12))],
  ['two logs swapped', (w) => w.swap('l12.0', 'l13.1'), are('swapped', ['l13.1', 'l12.0'])],
  ['a log over another', (w) => w.copy('l12.0', w.key('l13.0')), ['l13.0 swapped']],
  ['a log renamed', (w) => w.move('l12.0', `${w.key('l12.0').slice(0, -9)}Y.json.gz`), ['l12.0 renamed']],
  ['a log added', (w) => w.copy('l12.0', logKeyAt(w.place, w.startAt + 12.3 * 3_600_000, 'planted')), ['other unnamed']],
  ['a log replaced by an uncompressed one', (w) => w.bytes('l12.0', (bytes) => gunzipSync(bytes)), ['l12.0 not-gzip']],
  // Digests, altered
  ['a bit of a digest’s gzip stream', (w) => w.bytes('d12', flip(30)), ['d12 corrupt-gzip', ...are('unproved', logsOf(12))]],
  ['a digest cut off', (w) => w.bytes('d12', cutTo(90)), ['d12 truncated', ...are('unproved', logsOf(12))]],
  [
    'a digest that is no gzip',
    (w) => w.bytes('d12', (bytes) => gunzipSync(bytes)),
    ['d12 not-gzip', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest that is no JSON',
    (w) => w.content('d12', (text) => text.slice(1)),
    ['d12 malformed', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest without its list',
    (w) => w.content('d12', (text) => text.replace('logFiles', 'logfiles')),
    ['d12 malformed', ...are('unproved', logsOf(12))],
  ],
  [
    'a space in a digest',
    (w) => w.content('d12', (text) => text.replace(',', ', ')),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  ['a digest packed again, unchanged', (w) => w.content('d12', (text) => text), []],
  ['bytes appended to a digest', (w) => w.bytes('d12', append('x')), ['d12 appended']],
  ['a second gzip file appended to a digest', (w) => w.bytes('d12', append(gzipSync('{}'))), ['d12 concatenated']],
  [
    'a hash of a digest edited to fit an altered log',
    (w) => {
      w.content('l12.0', () => '{"Records":[]}');
      w.content('d12', (text) => text.replace(/"hashValue":"./, '"hashValue":"0'));
    },
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  [
    'a log taken out of a digest’s list, and deleted',
    (w) => [w.content('d12', (text) => text.replace(/\{"s3Bucket.*?\},/, '')), w.remove('l12.0')],
    ['d12 altered', 'l12.1 unproved'],
  ],
  [
    'a digest’s start edited',
    (w) => w.content('d12', (t) => t.replace('21:36:49', '21:06:49')),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest’s end edited',
    (w) => w.content('d12', (t) => t.replace('22:36:49', '22:06:49')),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest’s key edited',
    (w) => w.content('d12', (t) => t.replace('/2026/11/18/', '/2026/11/17/')),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest’s bucket edited',
    (w) => w.content('d12', (t) => t.replace('log-archive', 'log-archivf')),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  [
    'the link of a digest edited',
    (w) => w.content('d12', (t) => t.replace(w.key('d11'), w.key('d10'))),
    ['d12 altered', ...are('unproved', logsOf(12))],
  ],
  // Digests, their signatures
  [
    'a digit of a signature',
    (w) => w.metadata('d12', { signature: hex(w.bucket.get(w.key('d12'))?.metadata.signature ?? '') }),
    ['d12 signature-changed'],
  ],
  ['a signature that is no hex', (w) => w.metadata('d12', { signature: 'véritable' }), ['d12 signature-changed']],
  [
    'another algorithm beside a signature',
    (w) => w.metadata('d12', { 'signature-algorithm': 'none' }),
    ['d12 signature-changed'],
  ],
  ['a signature taken away in mid-chain', (w) => w.metadata('d12', { signature: undefined }), []],
  [
    'the newest signature taken away',
    (w) => w.metadata('d29', { signature: undefined }),
    ['d29 unsigned', ...are('unproved', logsOf(29))],
  ],
  [
    'a digit of the newest signature',
    (w) => w.metadata('d29', { signature: hex(w.bucket.get(w.key('d29'))?.metadata.signature ?? '') }),
    ['d29 wrong-signature', ...are('unproved', logsOf(29))],
  ],
  [
    'the newest digest altered',
    (w) => w.content('d29', (text) => text.replace(',', ', ')),
    ['d29 wrong-signature', ...are('unproved', logsOf(29))],
  ],
  [
    'a digest signed anew by a stranger',
    (w) => w.resign('d12', (fields) => ({ ...fields, logFiles: [] }), keys.foreign),
    ['d12 foreign-key', ...are('unproved', logsOf(12))],
  ],
  [
    'the newest digest signed anew by a stranger',
    (w) => w.resign('d29', (fields) => ({ ...fields, logFiles: [] }), keys.foreign),
    ['d29 unknown-key', ...are('unproved', logsOf(29))],
  ],
  [
    'a digest signed anew by another key of CloudTrail’s',
    (w) => w.resign('d12', (fields) => fields, keys.old),
    ['d12 replaced', ...are('unproved', logsOf(12))],
  ],
  [
    'the newest digest signed by a key of last year',
    (w) => w.resign('d29', (fields) => fields, expiredKey),
    ['d29 key-not-valid', ...are('unproved', logsOf(29))],
  ],
  [
    'the key that signed the older third not given',
    () => undefined,
    are('unknown-key', digestsOf(0, 10)),
    { publicKeys: publicKeysOf(keys.current) },
  ],
  // Digests, deleted
  ['a digest deleted', (w) => w.remove('d12'), ['d12 missing', ...are('unproved', logsOf(12))]],
  ['two digests deleted in a row', (w) => w.remove('d12', 'd13'), ['d13 missing', 'gap×1', ...are('unproved', logsOf(12, 13))]],
  [
    'ten digests deleted in a row',
    (w) => w.remove(...digestsOf(8, 18)),
    ['d17 missing', 'gap×9', ...are('unproved', logsOf(...range(8, 18)))],
  ],
  [
    'every second digest deleted',
    (w) => w.remove('d11', 'd13', 'd15'),
    [...are('missing', ['d15', 'd13', 'd11']), ...are('unproved', logsOf(11, 13, 15))],
  ],
  ['a digest and its logs deleted', (w) => w.remove('d12', ...logsOf(12)), ['d12 missing']],
  ['the newest digest deleted', (w) => w.remove('d29'), [], {}],
  [
    'the newest digest deleted, three hours on',
    (w) => w.remove('d29'),
    ['overdue×1', ...are('unproved', logsOf(29))],
    { to: clean.endAt + 2 * 3_600_000 },
  ],
  ['the four newest digests deleted', (w) => w.remove(...digestsOf(26, 30)), ['overdue×2', ...are('unproved', logsOf(26, 27))]],
  [
    'the four newest digests deleted, and a copy planted after the window',
    (w) => [w.remove(...digestsOf(26, 30)), w.copy('d25', digestKeyAt(chain, w.endAt + 3 * 3_600_000))],
    ['overdue×2', ...are('unproved', logsOf(26, 27))],
  ],
  [
    'the four newest digests deleted, and a copy planted within it',
    (w) => [w.remove(...digestsOf(26, 30)), w.copy('d25', digestKeyAt(chain, w.endAt))],
    ['d29 replayed', 'gap×3', ...are('unproved', logsOf(26, 27, 28, 29))],
  ],
  ['the oldest digest deleted', (w) => w.remove('d0'), ['d0 missing', ...are('unproved', logsOf(0))]],
  [
    'the ten oldest digests deleted',
    (w) => w.remove(...digestsOf(0, 10)),
    ['d9 missing', 'gap×9', ...are('unproved', logsOf(...range(0, 10)))],
  ],
  [
    'a digest deleted below one that is altered',
    (w) => [w.content('d13', (t) => t.replace(',', ', ')), w.remove('d12')],
    ['d13 altered', 'gap×1', ...are('unproved', logsOf(12, 13))],
  ],
  ['every digest deleted', (w) => w.remove(...digestsOf(0, 30), 'b0', 'b1', 'b2'), ['no-digests×0', ...are('unproved', allLogs)]],
  // Digests, moved about
  ['two digests swapped', (w) => w.swap('d12', 'd15'), ['d15 replayed', 'd12 replayed', ...are('unproved', logsOf(12, 15))]],
  ['a digest replayed over another', (w) => w.copy('d11', w.key('d12')), ['d12 replayed', ...are('unproved', logsOf(12))]],
  [
    'a digest replayed at the tip',
    (w) => w.copy('d28', digestKeyAt(chain, w.endAt + 3_600_000)),
    ['other replayed'],
    { to: clean.endAt + 5_400_000 },
  ],
  [
    'a digest renamed',
    (w) => w.move('d12', digestKeyAt(chain, w.startAt + 12.7 * 3_600_000)),
    ['other misplaced', 'd12 missing', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest of another trail in its place',
    (w) => w.resign('d12', (f) => ({ ...f, digestS3Object: f.digestS3Object.replace('org_trail', 'other') }), keys.current),
    ['d12 misplaced', ...are('unproved', logsOf(12))],
  ],
  [
    'a digest of another bucket in its place',
    (w) => w.resign('d12', (f) => ({ ...f, digestS3Bucket: 'elsewhere' }), keys.current),
    ['d12 wrong-bucket', ...are('unproved', logsOf(12))],
  ],
  [
    'the whole copied to another bucket',
    () => undefined,
    [...are('wrong-bucket', allDigests), ...are('unproved', allLogs)],
    { bucket: 'copy-of-it' },
  ],
  [
    'a signed digest that nothing leads to',
    (w) => {
      const at = digestKeyAt(chain, w.startAt + 12.7 * 3_600_000);
      const fields = w.digests[12];
      if (fields) w.bucket.set(at, signedDigest({ ...fields, digestS3Object: at, logFiles: [] }, keys.current));
    },
    ['other stray'],
  ],
  // Backfill digests
  ['a backfill digest altered', (w) => w.content('b1', (text) => text.replace(',', ', ')), ['b1 altered', 'lb1.0 unproved']],
  ['a backfill digest deleted', (w) => w.remove('b1'), ['b1 missing', 'lb1.0 unnamed']],
  [
    'a backfill digest signed anew by a stranger',
    (w) => w.resign('b2', (fields) => fields, keys.foreign),
    ['b2 unknown-key', 'lb2.0 unproved'],
  ],
  ['a log of a backfill digest altered', (w) => w.content('lb1.0', () => '{}'), ['lb1.0 altered']],
  ['a log of a backfill digest deleted', (w) => w.remove('lb0.0'), ['lb0.0 missing']],
  [
    'the signatures of all backfill digests but the newest',
    (w) => ['b0', 'b1'].map((name) => w.metadata(name, { signature: undefined })),
    [],
  ],
];

describe('a trail that was tampered with', () => {
  test.each(rows)('%s', async (_, mutate, expected, options) => {
    const world = clean.clone();
    mutate(world);
    const told = world.tell(await world.results(options));
    expect(told.toSorted()).toEqual([...expected].toSorted());
  });

  test('is told in more than forty ways', () => {
    expect(rows.filter(([, , expected]) => expected.length > 0).length).toBeGreaterThan(40);
    expect(new Set(rows.flatMap(([, , expected]) => expected.map((text) => text.split(/ |×/).at(-1)))).size).toBeGreaterThan(20);
  });
});
