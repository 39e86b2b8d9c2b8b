import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainId, digestKeyAt, logKeyAt, parseTrailKey, trailPrefix } from './keys.ts';

const place = { prefix: '', organization: null, account: '111122223333', region: 'eu-west-1' };
const at = Date.parse('2026-11-19T07:42:13Z');
const minute = Date.parse('2026-11-19T07:42:00Z');
const digest = { ...place, trail: 'my-trail', homeRegion: 'us-east-1', isBackfill: false };

test('the forms that AWS documents', () => {
  expect(logKeyAt(place, at, 'Ab3dEf6hIj9kLm2n')).toBe(
    'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/19/111122223333_CloudTrail_eu-west-1_20261119T0742Z_Ab3dEf6hIj9kLm2n.json.gz',
  );
  expect(digestKeyAt({ ...digest, prefix: 'a/b', organization: 'o-x7k2p9qw1z', isBackfill: true }, at)).toBe(
    'a/b/AWSLogs/o-x7k2p9qw1z/111122223333/CloudTrail-Digest/eu-west-1/2026/11/19/111122223333_CloudTrail-Digest_eu-west-1_my-trail_us-east-1_20261119T074213Z_backfill.json.gz',
  );
});

const odd = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0'));
const places = fc.record({
  prefix: fc.oneof(
    fc.constant(''),
    fc.constant('AWSLogs'),
    fc.constant('a/AWSLogs/o-12/b'),
    odd.filter((text) => text !== '' && !/(^|\/)(AWSLogs\/)?o-[a-z0-9]+$|^\/|\/$/.test(text)),
  ),
  organization: fc.constantFrom(null, 'o-x7k2p9qw1z'),
  account: fc.constant('111122223333'),
  region: fc.constantFrom('eu-west-1', 'us-gov-east-1', 'cn-north-1'),
});
const trails = fc.stringMatching(/^[A-Za-z0-9._-]{3,40}$/);

test('what is made is read back, whatever the prefix and the trail’s name', () => {
  fc.assert(
    fc.property(places, trails, fc.boolean(), (where, trail, isBackfill) => {
      const of = { ...where, trail, homeRegion: 'us-east-1', isBackfill };
      const key = digestKeyAt(of, at);
      expect(parseTrailKey(key)).toEqual({ kind: 'digest', key, ...of, endAt: at });
      const log = logKeyAt(where, at, 'x1');
      expect(parseTrailKey(log)).toEqual({ kind: 'log', key: log, ...where, folder: 'CloudTrail', deliveredAt: minute });
    }),
  );
});

describe('the folders beside each other are told apart', () => {
  test.each(['CloudTrail', 'CloudTrail-Insight', 'CloudTrail-NetworkActivity', 'CloudTrail-Aggregated'])('%s', (folder) => {
    const key = logKeyAt(place, at, 'x').replaceAll('CloudTrail', folder);
    expect(parseTrailKey(key)).toMatchObject({ kind: 'log', folder, deliveredAt: minute });
    const mixed = logKeyAt(place, at, 'x').replace('/CloudTrail/', `/${folder}/`);
    expect(parseTrailKey(mixed)?.kind).toBe(folder === 'CloudTrail' ? 'log' : undefined);
  });
});

test('a backfill digest is of another chain than the digests of its trail', () => {
  expect(chainId({ ...digest, isBackfill: true })).not.toBe(chainId(digest));
  expect(chainId({ ...digest, trail: 'other' })).not.toBe(chainId(digest));
  expect(trailPrefix(place, 'CloudTrail-Digest')).toBe('AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/');
});

const good = digestKeyAt(digest, at);
const log = logKeyAt(place, at, 'x');

test.each([
  '',
  '/',
  '///////////',
  'AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/19/',
  good.slice(0, -1),
  `${good}/`,
  good.replace('AWSLogs', 'awslogs'),
  good.replaceAll('111122223333', '11112222333'),
  good.replace('/eu-west-1/', '/eu-west-2/'),
  good.replace('20261119T074213Z', '20261319T074213Z'),
  good.replace('20261119T074213Z', '20260230T074213Z'),
  good.replace('20261119T074213Z', '20261119T0742Z'.repeat(400)),
  good.replace('_my-trail_us-east-1', ''),
  good.replace('my-trail', 'é'.repeat(500)),
  log.replace('_x.json', '.json'),
  log.replace('_x.json', '_x_y.json'),
  '/'.repeat(1000),
  'AWSLogs/'.repeat(100_000),
])('%# is no key of CloudTrail’s', (key) => {
  expect(parseTrailKey(key)).toBeNull();
});

test('any text is taken', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 1100 }), (text) => void parseTrailKey(text)));
});
