import { expect, test } from 'vitest';
import { groupStrays } from './inbox.ts';

const stray = (kind: string, name: string) => ({ account: '1', region: 'r', kind, name, why: 'no rule matches' });

test('what begins alike is together, the largest first; what stands alone is with its kind', () => {
  const groups = groupStrays([
    stray('endpoint', 'a-1'),
    stray('model', 'b-1'),
    stray('model', 'b-2'),
    stray('model', 'b-3'),
    stray('endpoint', 'a-2'),
    stray('endpoint', 'lone'),
    stray('endpoint', 'other-1'),
    stray('role', '-odd'),
  ]);
  expect(groups.map(({ kind, prefix, strays }) => `${kind} ${prefix}: ${strays.map(({ name }) => name)}`)).toEqual([
    'model b-: b-1,b-2,b-3',
    'endpoint a-: a-1,a-2',
    'endpoint : lone,other-1',
    'role : -odd',
  ]);
});
