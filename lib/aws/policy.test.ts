import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calls } from './calls.ts';
import { actionsOf, featureIds, features } from './features.ts';
import { leastPrivilegePolicy, memberFeatures } from './policy.ts';
import { roleTemplate } from './role-template.ts';

const published = new URL('../../docs/iam-policy.json', import.meta.url);
const needed = [...new Set(calls.flatMap((call) => call.action ?? []))].sort();
const actionsIn = (policy: { Statement: readonly { Action: string[] }[] }): string[] =>
  policy.Statement.flatMap((statement) => statement.Action).sort();

test('the published policy is the one that the calls of a member need', () => {
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(leastPrivilegePolicy());
});

test('its features together are what the calls need: none is missing, none stands twice', () => {
  expect(actionsIn(leastPrivilegePolicy(featureIds))).toEqual([...needed, 'kms:Decrypt'].sort());
  expect(featureIds.filter((id) => actionsOf(id).length === 0)).toEqual([]);
  expect(new Set(featureIds.map((id) => features[id].sid)).size).toBe(featureIds.length);
});

test('a member says nothing of the organization, nor of the bucket of a trail', () => {
  expect(actionsIn(leastPrivilegePolicy())).toEqual(needed.filter((action) => !/^(organizations|s3):/.test(action)));
});

test('it reads and never writes', () => {
  for (const action of needed) expect(action).toMatch(/^[a-z0-9-]+:(List|Describe|Get|Lookup|Filter|Search)[A-Za-z]*$/);
});

describe('the template of a role', () => {
  const roleOf = (template: ReturnType<typeof roleTemplate>) => template.Resources.Role.Properties;

  test('of a member holds the very policy', () => {
    expect(roleOf(roleTemplate()).Policies[0]?.PolicyDocument).toEqual(leastPrivilegePolicy(memberFeatures));
  });

  test('of the organization assumes the members’ roles besides', () => {
    const { Statement = [] } = roleOf(roleTemplate(['organization'])).Policies[0]?.PolicyDocument ?? {};
    expect(Statement.map(({ Action }) => Action)).toEqual([actionsOf('organization'), ['sts:AssumeRole']]);
  });

  test.each([['organization'], ['metrics', 'audit']] as const)('of %s names no parameter that it does not declare', (...of) => {
    const template = roleTemplate(of);
    const text = JSON.stringify(template.Resources);
    const named = [...text.matchAll(/"Ref":"(\w+)"/g)].map(([, ref]) => ref);
    expect(named.filter((name) => !Object.hasOwn(template.Parameters, name ?? ''))).toEqual([]);
    expect(Object.keys(template.Parameters).filter((name) => !named.includes(name))).toEqual([]);
  });

  test('trusts nobody without the external ID', () => {
    const [statement] = roleOf(roleTemplate()).AssumeRolePolicyDocument.Statement;
    expect(statement?.Condition).toEqual({ StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } });
  });
});
