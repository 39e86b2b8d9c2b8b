import { expect, test } from 'vitest';
import { judgeRules } from './judge-rules.ts';
import { ruleMoves } from './rule-moves.ts';
import { type Owned, settleOwners } from './settled.ts';

const thing = (
  kind: string,
  name: string,
  more: { tags?: Record<string, string>; parent?: string; hand?: string } = {},
): Owned => ({
  account: '1',
  region: 'r',
  kind,
  name,
  isActor: false,
  tags: more.tags ?? {},
  parent: more.parent ?? null,
  hand: more.hand === undefined ? null : { team: more.hand, teamReason: 'by hand: it moved' },
});
const actor = (kind: 'role' | 'user', name: string): Owned => ({
  account: '1',
  region: '',
  kind,
  name,
  isActor: true,
  hand: null,
});

const rules = {
  tag: 'team',
  rules: [
    { team: 'vision', match: { name: 'vision-*' } },
    { team: 'search', match: { kind: 'endpoint', name: '*-1' } },
    { team: 'ops', match: { role: 'deploy*' } },
  ],
};
const all = [
  thing('endpoint', 'vision-1'),
  thing('endpoint', 'vision-2', { tags: { team: 'search' } }),
  thing('endpoint', 'a-1'),
  thing('endpoint', 'b-1', { hand: 'ops' }),
  thing('cluster', 'hp'),
  thing('cluster_node', 'i-1', { parent: 'cluster/hp' }),
  actor('role', 'deployer'),
  actor('user', 'deployer'),
];

test('owners come from the hand, the tag, the first rule, the holder, in this order', () => {
  const held = [...all, thing('cluster_node', 'i-2', { parent: 'cluster/vision-c' }), thing('cluster', 'vision-c')];
  expect(settleOwners(held, rules).map(({ team }) => team)).toEqual([
    'vision',
    'search',
    'search',
    'ops',
    'unowned',
    'unowned',
    'ops',
    'unowned',
    'vision',
    'vision',
  ]);
});

test('a rule decides some of what it matches; the rest is told by what decides it', () => {
  const { rules: judged, decided } = judgeRules(all, rules);
  expect(judged.map(({ decides, matches, shadowedBy }) => [decides, matches, shadowedBy])).toEqual([
    [1, 2, [{ what: 'its tag', count: 1 }]],
    [
      1,
      3,
      [
        { what: 'rule 1', count: 1 },
        { what: 'by hand', count: 1 },
      ],
    ],
    [1, 1, []],
  ]);
  expect(decided).toEqual({ hand: 1, tag: 1, rule: 3, holder: 0, nobody: 3 });
});

test.each([
  ['after all others', { team: 'x', match: { name: '*' } }, false, ['hp unowned→x', 'i-1 unowned→x']],
  ['before all others', { team: 'x', match: { kind: 'endpoint' } }, true, ['vision-1 vision→x', 'a-1 search→x']],
  ['of a holder', { team: 'x', match: { kind: 'cluster' } }, false, ['hp unowned→x', 'i-1 unowned→x']],
  ['of a user', { team: 'x', match: { user: 'deploy*' } }, false, ['deployer unowned→x']],
  ['of nothing', { team: 'x', match: { name: 'zzz' } }, true, []],
])('a rule %s moves what it would own', (_, rule, isFirst, expected) => {
  const moves = ruleMoves(all, rules, { rule, isFirst });
  expect(moves.map(({ owned, from, to }) => `${owned.name} ${from.team}→${to.team}`)).toEqual(expected);
});
