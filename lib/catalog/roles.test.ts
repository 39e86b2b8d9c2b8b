import { describe, expect, test } from 'vitest';
import { can, isRole, type Permission, permissions, roles } from './roles.ts';

/** Written out once more by hand, so that a slip in the table is a failing row here. */
const table: Record<Permission, string> = {
  read: 'administrator operator member auditor',
  export: 'administrator operator member auditor',
  'searches.keep': 'administrator operator member auditor',
  'alerts.acknowledge': 'administrator operator member',
  'logs.read': 'administrator operator member auditor',
  'collection.read': 'administrator operator member auditor',
  'journal.read': 'administrator auditor',
  'person.activity': 'administrator operator auditor',
  'person.reveal': 'administrator auditor',
  'people.manage': 'administrator',
  'history.fill': 'administrator operator',
  'teams.manage': 'administrator operator',
  'tokens.manage': 'administrator',
};

describe('can', () => {
  const cells = Object.keys(roles).flatMap((role) => Object.keys(permissions).map((permission) => [role, permission]));
  test.each(cells)('%s: %s', (role = '', permission = '') => {
    if (!isRole(role)) throw new Error(`${role} is no role`);
    expect(can(role, permission as Permission)).toBe(table[permission as Permission].split(' ').includes(role));
  });
});

test.each(['', 'owner', 'Administrator', '__proto__', 'constructor'])('%j is no role', (text) => {
  expect(isRole(text)).toBe(false);
});

test('only members are held to their own teams', () => {
  expect(Object.entries(roles).flatMap(([id, { sees }]) => (sees === 'own' ? [id] : []))).toEqual(['member']);
});
