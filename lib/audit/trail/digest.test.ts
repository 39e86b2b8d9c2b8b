import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDigest, stringToSign } from './digest.ts';
import { inflate } from './inflate.ts';
import { judgeDigest, judgeInflatedLog, judgeLog } from './judge.ts';
import { readPublicKeys } from './public-keys.ts';
import { contentOf, type DigestFields } from './testing/bucket.ts';
import { keys, World } from './testing/world.ts';

const world = new World();
const fields = world.digests[12] as DigestFields;
const parse = (change: Record<string, unknown>) => parseDigest(Buffer.from(JSON.stringify({ ...fields, ...change })));

test('the string to sign is the one that the AWS CLI’s own test expects', () => {
  const contentHash = hash('sha256', 'abc');
  expect(stringToSign({ endTime: 'a', place: 'b/c', contentHash, previousSignature: null })).toBe(
    'a\nb/c\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\nnull',
  );
});

test('a digest as CloudTrail writes it', () => {
  expect(parseDigest(contentOf(fields))).toMatchObject({
    account: '111122223333',
    startAt: Date.parse('2026-11-18T21:36:49Z'),
    endAt: Date.parse('2026-11-18T22:36:49Z'),
    previous: { key: world.key('d11'), bucket: 'log-archive' },
    logs: [{ key: world.key('l12.0') }, { key: world.key('l12.1') }],
  });
  expect(parse({ logFiles: [] })).toMatchObject({ logs: [] });
});

describe('what is no digest says why', () => {
  test.each([
    [{ digestStartTime: 'yesterday' }, /^digestStartTime: /],
    [{ digestEndTime: null }, /^digestEndTime: /],
    [{ digestS3Object: 'x'.repeat(1025) }, /^digestS3Object: /],
    [{ digestSignatureAlgorithm: 'SHA1withRSA' }, /^digestSignatureAlgorithm: /],
    [{ digestPublicKeyFingerprint: '../../key' }, /^digestPublicKeyFingerprint: /],
    [{ previousDigestS3Object: null }, /only in part/],
    [{ previousDigestSignature: null }, /only in part/],
    [{ previousDigestHashValue: 'zz' }, /^previousDigestHashValue: /],
    [{ logFiles: null }, /^logFiles: /],
    [{ logFiles: [{ ...fields.logFiles[0], hashValue: 'f'.repeat(65) }] }, /^logFiles\.0\.hashValue: /],
    [{ logFiles: [{ ...fields.logFiles[0], hashAlgorithm: 'MD5' }] }, /^logFiles\.0\.hashAlgorithm: /],
  ])('%j', (change, problem) => {
    expect(parse(change)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half of it', contentOf(fields).subarray(0, 400)],
    ['another character set', Buffer.concat([Buffer.from([0xff, 0xfe]), contentOf(fields)])],
    ['invalid UTF-8', Buffer.from(contentOf(fields).toString().replace('org', '\u00fc'), 'latin1')],
    ['a list', Buffer.from('[]')],
    ['a nest of lists', Buffer.from('['.repeat(100_000))],
    ['a prototype', Buffer.from('{"__proto__":{"logFiles":[]}}')],
  ])('%s', (_, content) => {
    expect(parseDigest(content)).toEqual({ problem: expect.any(String) });
  });
});

test('no garbage is taken for a digest, and none throws', () => {
  const context = { bucket: null, key: 'k', publicKeys: new Map(), expected: null };
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.dictionary(fc.string(), fc.string()), (value, metadata) => {
      const bytes = gzipSync(JSON.stringify({ ...fields, ...(value as object) }));
      expect(judgeDigest({ kind: 'read', bytes, metadata }, context).isProved).toBe(false);
    }),
  );
});

test('a log file is judged as it was read, or as it was unpacked', () => {
  const [named] = fields.logFiles;
  const { bytes } = world.bucket.get(named?.s3Object ?? '') ?? { bytes: Buffer.alloc(0) };
  const line = { hash: named?.hashValue ?? '' };
  const judged = judgeLog({ kind: 'read', bytes, metadata: {} }, line);
  expect(judged).toEqual({ kind: 'verified', contentHash: line.hash });
  expect(judgeInflatedLog(inflate(bytes), line)).toEqual(judged);
  expect(judgeLog({ kind: 'read', bytes, metadata: {} }, line, 10)).toEqual({ kind: 'too-large', contentHash: null });
  expect(judgeLog({ kind: 'missing' }, line).kind).toBe('missing');
});

describe('public keys', () => {
  const { listed } = keys.current;
  test('as the AWS CLI prints them, one Region’s or several; PKCS#1 or SPKI', () => {
    const read = readPublicKeys([{ PublicKeyList: [listed] }, { PublicKeyList: [keys.foreign.listed] }]);
    expect(read.problems).toEqual([]);
    expect([...read.keys.keys()]).toEqual([keys.current.fingerprint, keys.foreign.fingerprint]);
    expect(read.keys.get(keys.current.fingerprint)?.startAt).toBe(Date.parse(listed.ValidityStartTime));
    const fromSdk = { ...listed, Value: new Uint8Array(Buffer.from(listed.Value, 'base64')), ValidityStartTime: new Date(5) };
    expect(readPublicKeys({ PublicKeyList: [fromSdk] }).keys.get(keys.current.fingerprint)?.startAt).toBe(5);
    const seconds = readPublicKeys({ PublicKeyList: [{ ...listed, ValidityStartTime: 1_790_000_000 }] });
    expect(seconds.keys.get(keys.current.fingerprint)?.startAt).toBe(1_790_000_000_000);
  });

  test.each([
    ['no list', {}, /PublicKeyList/],
    ['no key', { PublicKeyList: [{ ...listed, Value: 'AAAA' }] }, /Key 1 is no RSA key/],
    ['another key’s fingerprint', { PublicKeyList: [{ ...listed, Fingerprint: keys.old.fingerprint }] }, /another fingerprint/],
  ])('%s', (_, answer, problem) => {
    const read = readPublicKeys(answer);
    expect(read.keys.size).toBe(0);
    expect(read.problems).toEqual([expect.stringMatching(problem)]);
  });
});
