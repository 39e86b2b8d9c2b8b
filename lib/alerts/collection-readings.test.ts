import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { collectionReadings, type WatchedAccount, type WatchedSource, workingSinceOf } from './collection-readings.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const ago = (minutes: number): number => now - minutes * minuteMs;
const place = { account: '111122223333', region: 'eu-west-1' };
const failed = { status: 'failed', isInterrupted: false, word: 'denied' };
const source = (more: Partial<WatchedSource> = {}): WatchedSource => ({
  ...{ ...place, collector: 'metrics', word: 'denied', since: ago(16), readAt: ago(17), last: failed },
  ...more,
});
const account = (more: Partial<WatchedAccount> = {}): WatchedAccount => ({
  ...{ id: place.account, refusals: 0, refusedSince: null, refusedCode: null },
  ...more,
});
const usual = { sources: [source()], accounts: [account()], isHeld: false };
const at = { now, workingSince: ago(300) };
const ofSource = (more: Partial<WatchedSource>, moment: { now: number; workingSince: number | null } = at, isHeld = false) =>
  collectionReadings({ sources: [source(more)], accounts: [], isHeld }, moment)[0];

describe('a source', () => {
  const partial = { word: 'partial', last: { status: 'partial', isInterrupted: false, word: 'throttled' } };
  const late = { word: 'late', since: ago(16), readAt: ago(16), last: { status: 'ok', isInterrupted: false, word: null } };
  test.each<[string, Partial<WatchedSource>, number | null, string]>([
    ['is current', { word: 'healthy', since: null }, 300, 'holds'],
    ['was denied for a quarter of an hour', {}, 300, 'broken'],
    ['was denied for less', { since: ago(14) }, 300, 'unknown'],
    ['failed for a quarter of an hour', { word: 'failed', last: { ...failed, word: null } }, 300, 'broken'],
    ['was cut short by its worker’s end', { last: { ...failed, isInterrupted: true } }, 300, 'unknown'],
    ['never ended a run', { word: 'running', since: null, readAt: null, last: null }, 300, 'unknown'],
    ['was never asked', { word: 'not_collected', since: null, readAt: null, last: null }, 300, 'unknown'],
    ['never succeeded since it is asked', { since: ago(16), readAt: null }, 16, 'broken'],
    ['is late', late, 300, 'broken'],
    ['is late because Trailwatch stood still', { ...late, since: ago(300), readAt: ago(300) }, 2, 'unknown'],
    ['is late and nothing runs', late, null, 'unknown'],
    ['was denied once before Trailwatch stood still', { since: ago(300) }, 2, 'unknown'],
    ['is throttled in part', { ...partial, since: ago(59) }, 300, 'unknown'],
    ['is throttled in part for an hour', { ...partial, since: ago(60) }, 300, 'broken'],
    ['could not read one thing', { word: 'partial', last: { ...partial.last, word: 'late' }, since: ago(600) }, 900, 'holds'],
  ])('that %s', (_, more, workingFor, verdict) => {
    const workingSince = workingFor === null ? null : ago(workingFor);
    expect(ofSource(more, { now, workingSince })?.verdict).toBe(verdict);
  });

  test('says since when, how, what stays dark and how old its last news is', () => {
    expect(ofSource({})).toEqual({
      ...{ rule: 'collection_failing', subject: { ...place, kind: 'collector', name: 'metrics' }, verdict: 'broken' },
      ...{ since: ago(16), figure: '17 min' },
      sentence: 'is denied, so that nothing new is known of charts, and health that rests on them',
    });
    expect(ofSource({ ...partial, since: ago(61), collector: 'new' })).toMatchObject({
      sentence: 'is throttled in part, so that some is missing of what it reads',
    });
    expect(ofSource({ readAt: null })).toMatchObject({ figure: 'never read', since: ago(16) });
  });

  test('that the spent budget leaves alone is no failure', () => {
    expect(ofSource(late, at, true)?.verdict).toBe('unknown');
    expect(ofSource({}, at, true)?.verdict).toBe('broken');
  });
});

describe('an account', () => {
  const refused = { refusals: 6, refusedSince: ago(15), refusedCode: 'AccessDenied' };
  test.each<[string, Partial<WatchedAccount>, string]>([
    ['lets Trailwatch in', {}, 'holds'],
    ['refused once', { refusals: 1, refusedSince: ago(60) }, 'unknown'],
    ['refuses for less than a quarter of an hour', { ...refused, refusedSince: ago(14) }, 'unknown'],
    ['refuses', refused, 'broken'],
  ])('that %s', (_, more, verdict) => {
    expect(collectionReadings({ ...usual, accounts: [account(more)] }, at)[0]).toMatchObject({
      ...{ subject: { account: place.account, region: '', kind: 'account', name: place.account }, verdict },
    });
  });

  test('that refuses is one matter, and none of each collector', () => {
    const sources = ['metrics', 'audit', 'inventory'].map((collector) => source({ collector }));
    const readings = collectionReadings({ ...usual, sources, accounts: [account(refused)] }, at);
    expect(readings.map(({ verdict }) => verdict)).toEqual(['broken', 'unknown', 'unknown', 'unknown']);
    expect(readings[0]).toMatchObject({
      ...{ since: ago(15), figure: '15 min' },
      sentence: 'refuses the role of Trailwatch (AccessDenied), so that nothing of it is read',
    });
  });
});

test.each<[string, number[], number | null]>([
  ['nothing began', [], null],
  ['the first began just now', [0], 0],
  ['runs follow each other', [62, 57, 52, 50, 47, 42, 37, 33, 28, 23, 18, 14, 9, 5, 1], 62],
  ['there was a pause', [62, 60, 20, 16, 12, 8, 4, 1], 20],
  ['the pause is now', [62, 60, 6], null],
])('Trailwatch has been at work since: %s', (_, minutes, since) => {
  expect(workingSinceOf(minutes.map(ago), now)).toBe(since === null ? null : ago(since));
});

test('an hour in part is an hour of work, whatever was before', () => {
  const partial = { word: 'partial', last: { status: 'partial', isInterrupted: false, word: 'denied' }, since: now - 9 * hourMs };
  expect(ofSource(partial, { now, workingSince: ago(30) })?.verdict).toBe('unknown');
});
