import { describe, expect, test } from 'vitest';
import type { BiographyMark, Chapter } from '#lib/queries/biography.ts';
import { chapterRows, type LaneContext } from './chapter-rows.ts';
import { shortCount, stretchIn } from './lane-rows.ts';

const hour = 3_600_000;
const from = Date.parse('2026-11-19T00:00:00Z');
const frame = { from, to: from + 100 * hour };
const context: LaneContext = {
  window: { ...frame, stepMs: hour },
  zone: 'utc',
  now: frame.to,
  chosen: null,
  links: {
    event: ({ eventId }) => `/event/${eventId}`,
    zoom: (window) => `/zoom/${(window.from - from) / hour}-${(window.to - from) / hour}`,
    version: (start) => `/version/${(start - from) / hour}`,
  },
};
const chapter = (over: Partial<Chapter>): Chapter => ({
  ...{ account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'ranker', team: 'search', status: 'InService' },
  ...{ createdAt: from, endedAt: null, firstSeenAt: from, of: null, named: [], lives: [], versions: [], isCut: false },
  ...{ states: [], marks: [] },
  ...over,
});
const mark = (step: number, over: Partial<BiographyMark> = {}): BiographyMark => ({
  ...{ step, sort: 'changed', count: 1, firstAt: from + step * hour, lastAt: from + step * hour },
  ...{ said: `ada did ${step}`, event: { account: '111122223333', eventId: `e${step}` } },
  ...over,
});
const row = (of: Chapter, label: string, fold = 1) => chapterRows(of, context, fold).find((one) => one.label === label);

describe('marks', () => {
  test('one event leads to it; several are counted, and lead to their own stretch', () => {
    const marks = [mark(10), mark(20, { count: 12, lastAt: from + 21 * hour })];
    expect(row(chapter({ marks }), 'changes')).toMatchObject({
      marks: [
        { x: 10, count: 1, said: '19 Nov 2026 10:00:00 UTC: ada did 10', href: '/event/e10' },
        { x: 20.5, count: 12, said: '12 changes, Thu 20:00 – Thu 21:00; the last: ada did 20', href: '/zoom/19.95-21.05' },
      ],
    });
  });

  test('each sort has a lane of its own, and none without any', () => {
    const marks = [mark(1, { sort: 'denied' }), mark(1, { sort: 'service' }), mark(2, { sort: 'read', count: 4 })];
    expect(chapterRows(chapter({ marks }), context).map(({ label }) => label)).toEqual(['status', 'AWS', 'denied', 'reads']);
  });

  test('on a narrow page so many steps are one, and none is lost', () => {
    const marks = [mark(0), mark(1), mark(2), mark(3)];
    expect(row(chapter({ marks }), 'changes', 3)).toMatchObject({ marks: [{ count: 3 }, { count: 1, href: '/event/e3' }] });
  });
});

test('lives: each is a line of its own, and says who began and ended it', () => {
  const deed = (at: number, who: string) => ({ at: from + at * hour, account: 'a', eventId: `d${at}`, who, through: null });
  const lives = [
    { from: from + 10 * hour, to: from + 30 * hour, born: deed(10, 'ada'), died: deed(30, 'grace'), isEndSeen: true },
    { from: from + 50 * hour, to: null, born: null, died: null, isEndSeen: true },
  ];
  expect(row(chapter({ lives }), 'status')).toMatchObject({
    spans: [
      {
        x: 10,
        width: 20,
        said: expect.stringContaining('life 1 of 2, made Thu 10:00 by ada, deleted Fri 06:00 by grace'),
        href: '/event/d30',
      },
      { x: 50, width: 50, href: null },
    ],
  });
});

test('versions: an endpoint’s say what they point to, the chosen one stands out, each is chosen by its start', () => {
  const versions = [
    { from: from + 60 * hour, to: null, label: 'cfg-2', by: null },
    { from: from + 10 * hour, to: from + 60 * hour, label: 'cfg-1', by: null },
  ];
  const rows = chapterRows(chapter({ versions }), { ...context, chosen: from + 60 * hour });
  expect(rows.find(({ label }) => label === 'config')).toMatchObject({
    spans: [
      { x: 10, width: 50, label: 'cfg-1', look: 'version', href: '/version/10' },
      { x: 60, width: 40, label: 'cfg-2', look: 'chosen', href: '/version/60' },
    ],
  });
});

test('what an endpoint pointed to before the inventory first saw it is not known, and drawn so', () => {
  const versions = [{ from, to: null, label: 'cfg-9', by: null }];
  expect(row(chapter({ versions, firstSeenAt: from + 80 * hour }), 'config')).toMatchObject({
    spans: [
      { x: 0, width: 80, look: 'named', label: null, said: expect.stringContaining('is not known') },
      { x: 80, width: 20, look: 'version', label: 'cfg-9' },
    ],
  });
  const model = chapter({ kind: 'model', versions, firstSeenAt: from + 80 * hour });
  expect(row(model, 'config')).toMatchObject({ spans: [{ x: 0, width: 100 }] });
});

test.each([
  ['before the window', -20, -1, null],
  ['into it', -20, 10, { x: 0, width: 10 }],
  ['out of it', 90, 200, { x: 90, width: 10 }],
  ['an instant is still seen', 50, 50, { x: 50, width: 0.15 }],
])('a stretch %s', (_, start, end, place) => {
  expect(stretchIn({ from: from + start * hour, to: from + end * hour }, frame)).toEqual(place);
});

test.each([
  [7, '7'],
  [999, '999'],
  [12_400, '12k'],
  [2_600_000, '3M'],
])('%i is written %s', (count, text) => {
  expect(shortCount(count)).toBe(text);
});
