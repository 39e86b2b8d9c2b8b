import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '#lib/time.ts';
import { logArchive } from '../../accounts.ts';
import { compose } from '../../scenario/compose.ts';
import { prodEu, prodUs, researchEu } from '../../scenario/floor/setting.ts';
import type { Place } from '../../scenario/types.ts';
import { TrailSpoils } from '../../trail-spoils.ts';
import { termsBetween } from './digest-keys.ts';
import type { Digest } from './digest-plan.ts';
import { Digests } from './digests.ts';
import { contentOf, LogFiles } from './log-files.ts';
import { trails } from './trails.ts';

const scenario = compose({ seed: 'digests', scale: { endpoints: 4 } });
const organization = trails.find(({ isOrganization }) => isOrganization) ?? expect.fail('no trail');
/** Within it the trail is off from 02:10 to 02:50 of the 15th. */
const [from, to] = [Date.parse('2026-11-14T22:00:00Z'), Date.parse('2026-11-15T12:00:00Z')];

/** It was off two hours before as well, so that no chain is a week long. */
const before = 'stopped=2026-11-14T20:00:00Z/2026-11-14T20:30:00Z';

function made(place: Place, text = '') {
  const spoils = new TrailSpoils(`${before},${text}`);
  const files = new LogFiles(scenario, spoils);
  const digests = new Digests(files, spoils);
  return { files, digests, ending: digests.ending(organization, place, from, to) };
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
type Body = Record<string, string | null> & { logFiles: { s3Object: string; hashValue: string }[] };
const bodyOf = (digests: Digests, digest: Digest): Body => JSON.parse(digests.content(digest).toString());

/** By the four lines of CloudTrail's documentation, and a key found by its fingerprint. */
function isSigned(digests: Digests, digest: Digest): boolean {
  const content = digests.content(digest);
  const body = bodyOf(digests, digest);
  const { digestPublicKeyFingerprint: fingerprint, previousDigestSignature: last } = body;
  const terms = termsBetween(digest.region, digest.signedAt - hourMs, digest.signedAt + hourMs);
  const { value } = terms.map(({ key }) => key).find((one) => one.fingerprint === fingerprint) ?? expect.fail('unknown key');
  expect(createHash('md5').update(value).digest('hex')).toBe(fingerprint);
  const text = `${body.digestEndTime}\n${logArchive.bucket}/${digest.key}\n${sha256(content)}\n${last ?? 'null'}`;
  const key = createPublicKey({ key: value, format: 'der', type: 'pkcs1' });
  return verify('sha256', Buffer.from(text), key, Buffer.from(digests.signature(digest), 'hex'));
}

describe.each([
  ['where all goes well', prodEu],
  ['where digests are made up for', prodUs],
  ['where nothing happens', { account: '222233334444', region: 'us-east-1' }],
])('digests %s', (_, place) => {
  const { digests, ending, files } = made(place);

  test('cover all time without a gap but while the trail is off', () => {
    const spans = ending.map(({ start, end }) => [start, end] as const).sort(([a], [b]) => a - b);
    const gaps = spans.slice(1).flatMap(([start], index) => (start === spans[index]?.[1] ? [] : [[spans[index]?.[1], start]]));
    expect(gaps).toEqual([[Date.parse('2026-11-15T02:20:00Z'), Date.parse('2026-11-15T02:50:00Z')]]);
    expect(Math.max(...spans.map(([start, end]) => end - start))).toBe(hourMs);
  });

  test('are signed, and hold the signature and the hash of the one before', () => {
    for (const digest of ending) {
      expect(isSigned(digests, digest)).toBe(true);
      const { previous } = digest;
      const body = bodyOf(digests, digest);
      expect(body.previousDigestS3Object).toBe(previous?.key ?? null);
      expect(body.previousDigestSignature).toBe(previous ? digests.signature(previous) : null);
      expect(body.previousDigestHashValue).toBe(previous ? sha256(digests.content(previous)) : null);
    }
  });

  test('name each delivered file once, by its hash', () => {
    const named = ending.flatMap((digest) => bodyOf(digests, digest).logFiles);
    const first = Math.min(...ending.map(({ start }) => start));
    const last = Math.max(...ending.map(({ end }) => end));
    const wanted = files.delivered(organization, place, first, last).map((file) => [file.key, sha256(contentOf(file))]);
    expect(named.map(({ s3Object, hashValue }) => [s3Object, hashValue]).sort()).toEqual(wanted.sort());
  });

  test('are as long as they are said to be, and named by their end', () => {
    for (const digest of ending) {
      expect(digests.contentLength(digest)).toBe(digests.content(digest).length);
      const end = new Date(digest.end).toISOString().replace(/[-:]|\.\d{3}/g, '');
      const rest = digest.isBackfill ? '_backfill' : '';
      expect(digest.key).toMatch(new RegExp(`_${place.region}_organization-trail_eu-west-1_${end}${rest}\\.json\\.gz$`));
    }
  });
});

test('chains begin where logging was started, and where digests were made up for', () => {
  const { ending } = made(prodUs);
  const heads = ending.filter(({ previous }) => !previous);
  expect(heads.filter(({ isBackfill }) => !isBackfill).length).toBe(1);
  const backfilled = ending.filter(({ isBackfill }) => isBackfill);
  expect(backfilled.length).toBeGreaterThanOrEqual(2);
  for (const { previous } of backfilled) expect(previous?.isBackfill ?? true).toBe(true);
  for (const { isBackfill, previous } of ending) if (!isBackfill && previous) expect(previous.isBackfill).toBe(false);
  for (const { deliveredAt, signedAt, end, isBackfill } of ending) {
    expect(deliveredAt - signedAt).toBeLessThan(15 * 60_000);
    if (isBackfill) expect(signedAt - end).toBeGreaterThan(2 * hourMs);
    else expect(signedAt).toBe(end);
  }
});

test('a digest that never came is passed over by the next, and the hour stays out of the chain', () => {
  const gone = made(prodEu).ending[6];
  const { ending } = made(prodEu, `undelivered=${gone?.key}`);
  expect(ending.map(({ key }) => key)).not.toContain(gone?.key);
  expect(ending.find(({ start }) => start === gone?.end)?.previous?.key).toBe(gone?.previous?.key);
});

test('any 24 hours hold digests that were made up for', () => {
  const spoils = new TrailSpoils();
  const digests = new Digests(new LogFiles(scenario, spoils), spoils);
  for (let at = from; at < from + 10 * dayMs; at += 5 * hourMs) {
    const backfilled = digests.ending(organization, prodUs, at, at + dayMs).filter(({ isBackfill }) => isBackfill);
    expect(backfilled.length).toBeGreaterThanOrEqual(1);
  }
});

test('a Region turns its key over, each Region at a time of its own', () => {
  const terms = ['eu-west-1', 'us-east-1'].map((region) => termsBetween(region, from, from + 120 * dayMs));
  for (const [index, { key, to: end }] of (terms[0] ?? []).entries()) {
    const next = terms[0]?.[index + 1];
    if (next) expect([next.from, next.key.fingerprint === key.fingerprint]).toEqual([end, false]);
  }
  const starts = terms.map((all) => new Set(all.map((term) => term.from)));
  expect(starts[0]?.isDisjointFrom(starts[1] ?? new Set())).toBe(true);
  expect(termsBetween('eu-central-1', from, to)).toEqual([]);
});

test('a trail without validation has none', () => {
  const spoils = new TrailSpoils();
  const digests = new Digests(new LogFiles(scenario, spoils), spoils);
  const plain = trails.find(({ hasValidation }) => !hasValidation) ?? expect.fail('all have');
  expect(digests.ending(plain, researchEu, from, to)).toEqual([]);
});
