import { expect, test } from 'vitest';
import { instanceType } from '#lib/catalog/instance-types.ts';
import { hardware } from './hardware.ts';

test.each(Object.entries(hardware))('%s is what the catalogue says', (type, has) => {
  expect(instanceType(type)).toMatchObject(has);
});
