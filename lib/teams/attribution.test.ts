import { expect, test } from 'vitest';
import { decidePrincipal, decideTeam } from './attribution.ts';
import { matchesPattern } from './rules.ts';

const teams = {
  tag: 'team',
  rules: [
    { team: 'vision', match: { kind: 'endpoint', name: 'vision-*' } },
    { team: 'labels', match: { kind: 'labeling_job' } },
    { team: 'late', match: { name: 'vision-*' } },
    { team: 'search', match: { role: 'SSO Search*' } },
    { team: 'vision', match: { user: '*@vision.example' } },
  ],
};
const of = (kind: string, name: string, tags: Record<string, string> | null) => decideTeam({ kind, name, tags }, teams);

test.each([
  ['its tag', of('endpoint', 'x', { team: 'search' }), 'search', 'tag team=search'],
  [
    'a tag written as people write',
    of('endpoint', 'x', { team: ' Retail Labels ' }),
    'retail-labels',
    'tag team= Retail Labels ',
  ],
  ['tag before rule', of('endpoint', 'vision-1', { team: 'search' }), 'search', 'tag team=search'],
  ['the first rule that matches', of('endpoint', 'vision-1', {}), 'vision', 'rule 1: endpoint vision-*'],
  ['a rule of any kind', of('model', 'vision-1', {}), 'late', 'rule 3: vision-*'],
  ['a rule of any name', of('labeling_job', 'cats', null), 'labels', 'rule 2: labeling_job'],
  ['nobody', of('model', 'x', {}), 'unowned', 'no tag team, no rule matches'],
  ['nobody yet', of('model', 'x', null), 'unowned', 'tags not read yet, no rule matches'],
  ['a tag that names no team', of('model', 'x', { team: '🙂' }), 'unowned', 'tag team=🙂 names no team'],
  ['a tag that would take over a page', of('model', 'x', { team: 'all' }), 'unowned', 'tag team=all names no team'],
])('owned by %s', (_, decided, team, teamReason) => expect(decided).toEqual({ team, teamReason }));

test.each([
  ['vision-*', 'vision-7', true],
  ['vision-*', 'my-vision-7', false],
  ['v?', 'v1', true],
  ['v?', 'v12', false],
  ['a.b', 'axb', false],
  ['a(b', 'a(b', true],
  ['*', 'any\nthing', true],
])('%s matches %j: %s', (pattern, name, expected) => expect(matchesPattern(name, pattern)).toBe(expected));

test.each([
  ['role', 'SSO SearchAdmin', 'search', 'rule 4: role SSO Search*'],
  ['user', 'ana@vision.example', 'vision', 'rule 5: user *@vision.example'],
  ['user', 'SSO SearchAdmin', 'unowned', 'no rule matches'],
  ['role', 'ana@vision.example', 'unowned', 'no rule matches'],
  ['role', 'vision-1', 'unowned', 'no rule matches'],
] as const)('the %s %s acts for %s', (kind, name, team, teamReason) =>
  expect(decidePrincipal({ kind, name }, teams)).toEqual({ team, teamReason }),
);

test.each(['SSO SearchAdmin', 'ana@vision.example'])('a rule of people owns no resource named %s', (name) =>
  expect(of('model', name, {}).team).toBe('unowned'),
);
