import { expect, test } from 'vitest';
import { actionRow, changersOf } from './audit-actions.ts';
import {
  effectKinds,
  effectRow,
  explainersOf,
  inventoryEffects,
  looksAt,
  mayChange,
  unseenEffects,
} from './inventory-effects.ts';
import { kindIds, kindRow } from './resource-kinds.ts';

test('each action that can change a kind shows in the inventory, or it is said why not', () => {
  const changers = kindIds.flatMap((kind) => changersOf(kind));
  const missing = changers.filter((name) => effectRow(name) === null && unseenEffects[name] === undefined);
  const both = Object.keys(unseenEffects).filter((name) => effectRow(name) !== null);
  expect({ missing, both }).toEqual({ missing: [], both: [] });
});

test('effects are of actions that the console has words for', () => {
  expect([...Object.keys(inventoryEffects), ...Object.keys(unseenEffects)].filter((name) => actionRow(name) === null)).toEqual(
    [],
  );
});

test('what a call does to a kind is told by its name', () => {
  const verbs = { created: /^(Create|Start)/, deleted: /^(Delete|Deregister)/, status: /^(Start|Stop)/ };
  for (const [name, { effect }] of Object.entries(inventoryEffects)) {
    if (effect in verbs) expect(name).toMatch(verbs[effect as keyof typeof verbs]);
    else expect(name).toMatch(/^(Update|Put|Register|Disable|Enable)/);
  }
});

test('a kind that can be changed can be made or was there before', () => {
  expect(explainersOf('scaling_policy', ['created', 'set'])).toEqual(['PutScalingPolicy']);
  expect(explainersOf('endpoint', ['changed'])).toEqual(['UpdateEndpoint']);
  for (const kind of effectKinds) expect(explainersOf(kind, ['created', 'set']), kindRow(kind).one).not.toEqual([]);
});

test('what need not show may explain a change all the same', () => {
  expect(mayChange('endpoint')).toEqual(['UpdateEndpointWeightsAndCapacities']);
  expect(mayChange('pipeline_execution')).toEqual(['UpdatePipelineExecution']);
  expect(mayChange('model')).toEqual([]);
});

test.each([
  ['endpoint', { looker: 'inventory', operations: ['ListEndpoints', 'DescribeEndpoint'] }],
  ['alarm', { looker: 'alarms', operations: ['DescribeAlarms'] }],
  ['scaling_target', { looker: 'scaling', operations: ['DescribeScalableTargets'] }],
] as const)('%s is looked at', (kind, expected) => {
  expect(looksAt(kind)).toEqual(expected);
});
