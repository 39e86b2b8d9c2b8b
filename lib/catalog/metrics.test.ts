import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metricIds, metricRow, subjectDimensions } from './metrics.ts';

type Fact = { namespace: string; metric: string; kind: string; unit: string; dimensionSets: string[][] };

const facts = new URL('../../../shared/facts/metric-catalog.json', import.meta.url);
const nouns = new Set([
  'invocation',
  'endpoint instance',
  'multi-model',
  'multi-container',
  'async',
  'serverless',
  'inference component',
  'job',
  'ground truth job',
  'ground truth worker',
  'pipeline',
  'node health',
]);

const rows = metricIds.map((id) => ({ id, ...metricRow(id) }));
const dimensionsOf = (row: (typeof rows)[number]): string => [...subjectDimensions[row.subject]].sort().join('+');

test('no two rows ask for the same metric of the same subject', () => {
  const keys = rows.map((row) => `${row.namespace} ${row.metric} ${row.subject}`);
  expect(new Set(keys).size).toBe(keys.length);
});

describe.runIf(existsSync(facts) || process.env.CI === 'true')('the collected facts', () => {
  const wanted = existsSync(facts)
    ? (JSON.parse(readFileSync(facts, 'utf8')).metrics as Fact[]).filter((fact) => nouns.has(fact.kind))
    : [];

  test('are there to compare with', () => expect(wanted.length).toBeGreaterThan(90));

  test.each(wanted)('$namespace $metric ($kind) is a row with its dimensions', (fact) => {
    const ours = rows.filter((row) => row.namespace === fact.namespace && row.metric === fact.metric);
    const sets = fact.dimensionSets.map((set) => [...set].sort().join('+'));
    expect(ours.filter((row) => sets.includes(dimensionsOf(row)))).not.toEqual([]);
    if (!fact.unit.includes('not stated')) expect(ours.map((row) => row.unit)).toContain(fact.unit);
  });
});
