import { expect, test } from 'vitest';
import { factorAt, newUnits, type SeenUnit, spansFor, type UnitSpan } from './units.ts';

const us: UnitSpan = { unit: 'Microseconds', since: 0 };

test.each<[string, UnitSpan[], SeenUnit[], UnitSpan[]]>([
  ['the first unit holds since ever', [], [{ at: 60, unit: 'Microseconds' }], [us]],
  ['the same again is nothing new', [us], [{ at: 60, unit: 'Microseconds' }], []],
  ['no unit is no evidence', [us], [{ at: 60, unit: 'None' }], []],
  [
    'a change is at the first period that holds the new one alone',
    [us],
    [
      { at: 180, unit: 'Milliseconds' },
      { at: 120, unit: 'Milliseconds' },
      { at: 120, unit: 'Microseconds' },
      { at: 60, unit: 'Microseconds' },
    ],
    [{ unit: 'Milliseconds', since: 180 }],
  ],
  ['of the first, what no figure leads to the catalogue’s unit is nothing', [], [{ at: 60, unit: 'Bytes' }], []],
  [
    'also beside one that is comparable',
    [],
    [
      { at: 60, unit: 'Bytes' },
      { at: 60, unit: 'Seconds' },
    ],
    [{ unit: 'Seconds', since: 0 }],
  ],
  ['and is not found twice', [us, { unit: 'Milliseconds', since: 180 }], [{ at: 120, unit: 'Microseconds' }], []],
])('%s', (_, known, seen, found) => expect(newUnits({ unit: 'Microseconds', spans: known }, seen)).toEqual(found));

const minute = (from: number) => ({ from, to: from + 60 });

test('a minute is converted by the unit that held then, and left out where none leads to the catalogue’s', () => {
  const known = { unit: 'Microseconds', spans: [us, { unit: 'Milliseconds', since: 180 }, { unit: 'Percent', since: 300 }] };
  expect([60, 180, 300].map((at) => factorAt(known, minute(at)))).toEqual([1, 1000, null]);
  expect(factorAt({ ...known, spans: [] }, minute(60))).toBe(1);
});

test('of a longer period that holds two units nothing is kept: CloudWatch has added them up', () => {
  const known = { unit: 'Microseconds', spans: [us, { unit: 'Milliseconds', since: 180 }] };
  expect([0, 120, 180].map((from) => factorAt(known, { from, to: from + 120 }))).toEqual([1, null, 1000]);
});

test('a resource’s own span holds for it alone, and a first unit that was once kept against the catalogue for nobody', () => {
  const spans: UnitSpan[] = [
    { unit: 'Bytes', since: 0 },
    { unit: 'Percent', since: 60 },
    { unit: 'Bytes', since: 120, owner: 'endpoint/a' },
  ];
  const known = { unit: 'Percent', spans };
  expect(spansFor(known, 'endpoint/a')).toEqual(spans.slice(1));
  expect(spansFor(known, 'endpoint/b')).toEqual(spans.slice(1, 2));
  expect(spansFor(known, null)).toEqual(spans.slice(1, 2));
});
