import { expect, test } from 'vitest';
import { principalLabel } from './audit-actions.ts';
import { instanceType } from './instance-types.ts';
import { table } from './table.ts';

const inherited = ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf'];

test.each(inherited)('a key called %s finds no row, and a row of that name is found', (name) => {
  expect(table({ a: 1 })[name]).toBeUndefined();
  expect(table(Object.fromEntries([[name, 1]]))[name]).toBe(1);
});

test.each(inherited)('a principal called %s keeps its name, and an instance type called so is unknown', (name) => {
  expect(principalLabel(name)).toBe(name);
  expect(instanceType(`ml.${name}.large`)).toBeFalsy();
  expect(instanceType(name)).toBeFalsy();
  expect(instanceType(`ml.m5.${name}`)).toBeFalsy();
});
