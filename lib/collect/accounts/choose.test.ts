import { describe, expect, test } from 'vitest';
import { type FoundAccount, isChosen, neededFor } from './choose.ts';

const account: FoundAccount = {
  id: '222233334444',
  name: 'ml-staging',
  state: 'ACTIVE',
  units: ['ou-demo-workloads1'],
  tags: { stage: 'test' },
};

describe('whether an account is collected', () => {
  test.each([
    ['nothing is said', {}, true],
    ['its id is included', { include: { accounts: [account.id] } }, true],
    ['a unit above it is', { include: { units: ['ou-demo-workloads1'] } }, true],
    ['its tag is', { include: { tags: { stage: 'test' } } }, true],
    ['any of several is', { include: { accounts: ['1'], tags: { stage: 'test' } } }, true],
    ['others are', { include: { accounts: ['1'], units: ['ou-demo-other12345'], tags: { stage: 'prod' } } }, false],
    ['none is named', { include: {} }, false],
    ['it is excluded', { exclude: { accounts: [account.id] } }, false],
    ['it is included and excluded', { include: { accounts: [account.id] }, exclude: { tags: { stage: 'test' } } }, false],
  ])('%s', (_, choice, expected) => expect(isChosen(account, choice)).toBe(expected));
});

test.each([
  [{}, { units: [], hasTags: false }],
  [
    { include: { units: ['a', 'b'] }, exclude: { units: ['b'], tags: { a: '1' } } },
    { units: ['a', 'b'], hasTags: true },
  ],
])('what has to be asked for %j', (choice, needed) => expect(neededFor(choice)).toEqual(needed));
