import { expect, test } from 'vitest';
import { refusalOf, silenceBody } from './silence-body.ts';

const form = (said: Record<string, string>, rules: readonly string[] = []): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries({ team: 'search', reason: ' why ', account: '', region: '', name: '', ...said })) {
    data.append(name, value);
  }
  for (const rule of rules) data.append('rules', rule);
  return data;
};
const rest = { team: 'search', kinds: [], reason: 'why', account: null, region: null };

test('what is left empty says nothing, and what is chosen is a list', () => {
  expect(silenceBody(form({ minutes: '240', name: ' ranker-* ' }, ['a', 'b']), 'utc')).toEqual({
    ...{ ...rest, rules: ['a', 'b'], name: 'ranker-*', minutes: 240 },
  });
});

test('exact moments are of the zone that the page speaks of, and none is no moment', () => {
  const exact = { minutes: 'exact', startsAt: '2026-11-22T14:05', endsAt: '' };
  expect(silenceBody(form(exact), 'utc')).toEqual({
    ...{ ...rest, rules: [], name: null },
    ...{ startsAt: '2026-11-22T14:05:00.000Z', endsAt: null },
  });
});

test.each([
  ['endsAt: is in the past. Choose a later end.', { field: 'endsAt', why: 'Is in the past. Choose a later end.' }],
  ['rules.3: Too big', { field: 'rules', why: 'Too big' }],
  ['reason: says nothing: write why', { field: 'reason', why: 'Says nothing: write why' }],
  ['The server could not be reached. Try again.', null],
  ['', null],
])('%j is said where it belongs', (why, refusal) => expect(refusalOf(why)).toEqual(refusal));
