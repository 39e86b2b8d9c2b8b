import { expect, test } from 'vitest';
import { minuteMs } from '#lib/time.ts';
import { trailReadings, type WatchedTrail } from './trail-readings.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const ago = (minutes: number): number => now - minutes * minuteMs;
const trail = (more: Partial<WatchedTrail> = {}): WatchedTrail => ({
  ...{
    account: '111122223333',
    region: 'eu-west-1',
    name: 'organization-trail',
    isLogging: true,
    startedAt: ago(9000),
    stoppedAt: null,
  },
  ...{ deliveredAt: ago(6), deliveryError: null, seenAt: ago(4), missedAt: null, faults: [], ...more },
});
const read = (more: Partial<WatchedTrail>) => trailReadings([trail(more)], now)[0];
const off = { isLogging: false, stoppedAt: ago(40) };
const altered = [{ state: 'altered' as const, hours: 2, from: ago(300) }];

test.each<[string, Partial<WatchedTrail>, string]>([
  ['logs and delivers', {}, 'holds'],
  ['is off', off, 'broken'],
  ['never logged', { isLogging: false, startedAt: null, stoppedAt: null }, 'holds'],
  ['cannot be asked', { isLogging: null }, 'unknown'],
  ['was described too long ago', { ...off, seenAt: ago(61) }, 'unknown'],
  ['cannot deliver', { deliveryError: 'NoSuchBucket' }, 'broken'],
  [
    'could not deliver when it was on',
    { deliveryError: 'NoSuchBucket', isLogging: false, startedAt: null, stoppedAt: null },
    'holds',
  ],
  ['delivered nothing for a night in which nothing happened', { deliveredAt: ago(600) }, 'holds'],
  ['delivered nothing of a change', { deliveredAt: ago(120), missedAt: ago(100) }, 'broken'],
  ['holds altered files', { faults: altered }, 'broken'],
  ['holds altered files and cannot be asked', { isLogging: null, faults: altered }, 'broken'],
  ['holds what nothing proves', { faults: [{ state: 'unproved', hours: 9, from: ago(600) }] }, 'holds'],
])('a trail that %s', (_, more, verdict) => {
  expect(read(more)).toMatchObject({ rule: 'trail_failing', subject: { kind: 'trail', name: 'organization-trail' }, verdict });
});

test.each<[Partial<WatchedTrail>, object]>([
  [off, { since: ago(40), sentence: 'is switched off: nothing that happens is delivered', figure: '' }],
  [{ deliveryError: 'NoSuchBucket' }, { since: ago(6), sentence: 'cannot deliver: NoSuchBucket', figure: '6 min' }],
  [
    { deliveredAt: ago(120), missedAt: ago(100) },
    { since: ago(100), sentence: 'has delivered nothing for 2 h, though something was changed meanwhile' },
  ],
  [{ deliveredAt: null, missedAt: ago(100) }, { sentence: 'never delivered anything, though something was changed meanwhile' }],
  [
    { faults: [{ state: 'missing', hours: 1, from: ago(500) }, ...altered, { state: 'unproved', hours: 9, from: ago(900) }] },
    {
      since: ago(500),
      sentence: 'has log files of the last 24 h that do not verify: 2 h altered, 1 h missing',
      figure: '3 hours',
    },
  ],
])('says what is wrong, since when: %j', (more, said) => expect(read(more)).toMatchObject(said));
