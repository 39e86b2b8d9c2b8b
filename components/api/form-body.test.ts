import { expect, test } from 'vitest';
import { formBody } from './form-body.ts';

test.each([
  [
    'texts',
    [
      ['role', 'member'],
      ['email', ''],
    ],
    { role: 'member', email: null },
  ],
  [
    'a list',
    [
      ['teams[]', 'a'],
      ['teams[]', 'b'],
    ],
    { teams: ['a', 'b'] },
  ],
  ['a list of nothing', [['teams[]', '']], { teams: [] }],
  [
    'numbers',
    [
      ['days#', '90'],
      ['more#', ''],
    ],
    { days: 90, more: null },
  ],
  [
    'things',
    [
      ['items{}', '{"name":"x"}'],
      ['items{}', '{"name":"y"}'],
    ],
    { items: [{ name: 'x' }, { name: 'y' }] },
  ],
] as const)('%s', (_, fields, expected) => expect(formBody(fields as unknown as [string, string][])).toEqual(expected));
