import { expect, test } from 'vitest';
import { grantOf } from './groups.ts';

const rules = [
  { group: 'ml-search', role: 'member' as const, teams: ['search'] },
  { group: 'ml-vision', role: 'member' as const, teams: ['vision', 'search'] },
  { group: 'compliance', role: 'auditor' as const, teams: [] },
  { group: 'admins', role: 'administrator' as const, teams: [] },
];

test.each([
  [[], null],
  [['everyone', 'ML-SEARCH'], null],
  [['ml-search'], { role: 'member', teams: ['search'] }],
  [['ml-search', 'ml-vision'], { role: 'member', teams: ['search', 'vision'] }],
  [['ml-search', 'compliance'], { role: 'auditor', teams: ['search'] }],
  [['compliance', 'admins', 'nowhere'], { role: 'administrator', teams: [] }],
])('%j give %j', (groups, grant) => {
  const given = grantOf(rules, groups);
  expect(given && { role: given.role, teams: given.teams.map(({ team }) => team).sort() }).toEqual(grant);
});
