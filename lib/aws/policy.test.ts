import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calls } from './calls.ts';
import { leastPrivilegePolicy } from './policy.ts';

const published = new URL('../../docs/iam-policy.json', import.meta.url);

test('the published policy is the one that the calls need', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(leastPrivilegePolicy());
});

test('it reads and never writes', () => {
  const actions = leastPrivilegePolicy().Statement.flatMap((statement) => statement.Action);
  expect(actions.length).toBe(new Set(calls.flatMap((call) => call.action ?? [])).size);
  for (const action of actions) expect(action).toMatch(/^[a-z-]+:(List|Describe|Get|Lookup|Filter)[A-Za-z]+$/);
});
