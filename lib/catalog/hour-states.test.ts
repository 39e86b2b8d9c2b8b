import { expect, test } from 'vitest';
import { hourStates } from '#lib/audit/trail/verdicts.ts';
import { hourStateIds } from './hour-states.ts';

test('every state that a walk can come to has its words, in the same order', () => {
  expect(hourStateIds).toEqual(hourStates);
});
