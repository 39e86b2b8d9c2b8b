import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffConfigurations } from './configuration-diff.ts';
import { moveWords, sentenceOf, targetWords } from './sentence.ts';

describe('what differs', () => {
  test.each([
    [{ a: 1 }, { a: 1 }, []],
    [
      { a: 1 },
      { a: 2, b: true },
      [
        { field: 'a', before: '1', after: '2' },
        { field: 'b', after: 'true' },
      ],
    ],
    [{ a: 1 }, {}, [{ field: 'a', before: '1' }]],
    [
      {
        v: [
          { VariantName: 'x', n: 1 },
          { VariantName: 'y', n: 1 },
        ],
      },
      {
        v: [
          { VariantName: 'y', n: 2 },
          { VariantName: 'x', n: 1 },
        ],
      },
      [{ field: 'v[y].n', before: '1', after: '2' }],
    ],
    [{ s: ['a', 'b'] }, { s: ['a'] }, [{ field: 's', before: 'a, b', after: 'a' }]],
    [{ o: {} }, {}, [{ field: 'o', before: '{}' }]],
    [null, { a: null }, [{ field: 'a', after: 'null' }]],
  ])('%j → %j', (before, after, expected) => {
    expect(diffConfigurations(before, after)).toEqual(expected);
  });

  test('nothing differs from itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(diffConfigurations(value, structuredClone(value))).toEqual([]);
      }),
    );
  });
});

test.each([
  [
    { who: 'data-eng-2', through: 'ci-deploy', eventName: 'UpdateEndpoint', result: 'ok', on: 'ranker' },
    'data-eng-2, through ci-deploy, updated endpoint ranker',
  ],
  [
    { who: 'application-autoscaling.amazonaws.com', through: null, eventName: 'RotateThing', result: 'ok', on: null },
    'Auto Scaling called rotate thing',
  ],
  [
    {
      who: 'application-autoscaling.amazonaws.com',
      through: 'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint',
      eventName: 'UpdateEndpoint',
      result: 'ok',
      on: 'ranker',
    },
    'Auto Scaling updated endpoint ranker',
  ],
  [{ who: 'ada', through: null, eventName: 'PutKeyPolicy', result: 'denied', on: 'k' }, 'ada was refused PutKeyPolicy on k'],
  [{ who: 'root', through: null, eventName: 'ConsoleLogin', result: 'ok', on: null }, 'root signed in to the console'],
])('%j', (input, sentence) => {
  expect(sentenceOf(input)).toBe(sentence);
});

test('words', () => {
  expect(moveWords(diffConfigurations({ a: { InstanceType: 'x' } }, { a: { InstanceType: 'y' } }))).toBe('from x to y');
  expect(targetWords(['arn:aws:iam::1:role/r'])).toBe('r');
  expect(targetWords([])).toBeNull();
});
