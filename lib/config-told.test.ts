import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema, parseConfig } from './config.ts';

const told = readFileSync(join(import.meta.dirname, '../docs/configuration.md'), 'utf8');
const example = /```yaml\n([\s\S]*?)```/.exec(told)?.[1] ?? '';

/** Every key of the schema, wherever it stands. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
const known = [...new Set(keysOf(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })))];

test('the example of docs/configuration.md is a configuration', () => {
  const config = parseConfig(example, 'docs/configuration.md');
  expect(config.accounts).toHaveLength(1);
  expect(config.log?.syslog.port).toBe(6514);
});

test('what stands there as a default is one', () => {
  const { retention, signIn, privacy, teams } = parseConfig('', 'x');
  const config = parseConfig(example, 'docs/configuration.md');
  expect([config.retention, config.privacy, config.teams.tag]).toEqual([retention, privacy, teams.tag]);
  expect([config.signIn.password, config.signIn.secondFactor]).toEqual([signIn.password, signIn.secondFactor]);
  const plain = parseConfig(
    'signIn: { oidc: { issuer: "https://a.example", clientId: a, groups: [{ group: a, role: auditor }] } }',
    'x',
  ).signIn.oidc;
  expect([config.signIn.oidc?.scopes, config.signIn.oidc?.groupsClaim, config.signIn.oidc?.strong.amr]).toEqual([
    plain?.scopes,
    plain?.groupsClaim,
    plain?.strong.amr,
  ]);
});

test.each(known)('%s is told', (key) => {
  expect(example).toMatch(new RegExp(`(^|[\\s{#])${key}:`, 'm'));
});
