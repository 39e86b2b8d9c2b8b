import { expect, test } from 'vitest';
import { judgeCode, newSeed, seedText, seedUri } from './authenticator.ts';

/** RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
const seed = Buffer.from('12345678901234567890');
const at = (seconds: number) => seconds * 1000;

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('at %d s the code is %s', async (seconds, code) => {
  expect(await judgeCode(seed, code, at(seconds))).toBe('right');
});

test.each([
  [0, 'wrong'],
  [29.999, 'wrong'],
  [30, 'right'],
  [59.999, 'right'],
  [60, 'late'],
  [89.999, 'late'],
  [90, 'wrong'],
])('the code of seconds 30 to 60 is %s s after the epoch %s', async (seconds, verdict) => {
  expect(await judgeCode(seed, '287082', at(seconds))).toBe(verdict);
});

test.each(['', '28708', '2870822', '٢٨٧٠٨٢', '287082\0'])('%j is no code', async (code) => {
  expect(await judgeCode(seed, code, at(59))).toBe('wrong');
});

test('a seed has 160 bits, and is told as apps read it', () => {
  expect(newSeed()).toHaveLength(20);
  expect(newSeed()).not.toEqual(newSeed());
  expect(seedText(seed)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  const url = new URL(seedUri(seed, 'ada@example.com'));
  expect([url.host, decodeURIComponent(url.pathname), url.searchParams.get('secret')]).toEqual([
    'totp',
    '/Trailwatch:ada@example.com',
    seedText(seed),
  ]);
});
