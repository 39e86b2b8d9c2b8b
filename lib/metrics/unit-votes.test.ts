import { expect, test } from 'vitest';
import { judgeUnits, type Witness } from './unit-votes.ts';
import type { UnitSpan } from './units.ts';

const percent: UnitSpan = { unit: 'Percent', since: 0 };
const left: UnitSpan = { unit: 'Bytes', since: 120 };
/** One unit for each hour from 60 on; "P/B" holds two, "" none. */
const says = (owner: string, ...hours: string[]): Witness => ({
  owner,
  seen: hours.flatMap((units, index) =>
    units
      .split('/')
      .filter(Boolean)
      .map((unit) => ({ at: (index + 1) * 60, unit: unit === 'P' ? 'Percent' : 'Bytes' })),
  ),
});

test.each<[string, UnitSpan[], Witness[], { found: UnitSpan[]; doubted: string[] | null }]>([
  ['nobody speaks', [percent], [says('a')], { found: [], doubted: null }],
  [
    'a change that all tell of is one',
    [percent],
    [says('a', 'P', 'P/B', 'B'), says('b', 'P', 'B', 'B'), says('c', 'P', 'P/B', 'B')],
    { found: [{ unit: 'Bytes', since: 180 }], doubted: [] },
  ],
  [
    'and one that more than half tell of',
    [percent],
    [says('a', 'P', 'B'), says('b', 'P', 'B'), says('c', 'P', 'P')],
    { found: [{ unit: 'Bytes', since: 120 }], doubted: [] },
  ],
  [
    'what fewer tell is doubted, and nothing changes',
    [percent],
    [says('a', 'P', 'B'), says('b', 'P', 'P'), says('c', 'P', 'P')],
    { found: [], doubted: ['Bytes'] },
  ],
  ['two at odds change nothing', [percent], [says('a', 'B', 'B'), says('b', 'P', 'P')], { found: [], doubted: ['Bytes'] }],
  [
    'and end what had values left out: they are kept as they come',
    [percent, left],
    [says('a', 'B', 'B', 'B'), says('b', 'P', 'P', 'P')],
    { found: [{ unit: 'Percent', since: 180 }], doubted: [] },
  ],
  [
    'an hour in which one of several speaks is no evidence',
    [percent],
    [says('a', 'P', '', 'B'), says('b', 'P', 'P', '')],
    { found: [], doubted: ['Bytes'] },
  ],
  [
    'a first unit is not the place’s against the catalogue, though all tell it',
    [],
    [says('a', 'B'), says('b', 'B')],
    { found: [], doubted: ['Bytes'] },
  ],
  [
    'one that speaks alone has its own values left out',
    [percent],
    [says('a', 'P', 'B'), says('b')],
    { found: [{ ...left, owner: 'a' }], doubted: [] },
  ],
  [
    'and goes back by itself',
    [percent, { ...left, owner: 'a' }],
    [says('a', '', 'B', 'P')],
    { found: [{ unit: 'Percent', since: 180 }], doubted: [] },
  ],
  [
    'or when others speak again',
    [percent, { ...left, owner: 'a' }],
    [says('a', '', 'B', 'B'), says('b', '', '', 'P')],
    { found: [{ unit: 'Percent', since: 180 }], doubted: ['Bytes'] },
  ],
  ['whom it never touched', [percent, { ...left, owner: 'a' }], [says('b', 'P', 'P', 'P')], { found: [], doubted: [] }],
])('%s', (_, spans, witnesses, verdict) => {
  expect(judgeUnits({ unit: 'Percent', spans }, witnesses)).toMatchObject(verdict);
});
