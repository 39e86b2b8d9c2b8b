import { describe, expect, test } from 'vitest';
import { seal, sealingKeyOf, sealMark, unseal } from './sealed-identity.ts';

const old = { version: 1, value: 'a'.repeat(43) };
const fresh = { version: 2, value: 'b'.repeat(43) };
const key = sealingKeyOf([old]);

test('what is sealed with the public key opens with the secret, an older one too, and never looks the same twice', () => {
  const name = 'Zoë of the labelling workforce';
  const sealed = seal(key, 'p-1', name);
  expect(unseal([fresh, old], 'p-1', sealed)).toBe(name);
  expect(seal(key, 'p-1', name)).not.toBe(sealed);
  expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString()).not.toContain('labelling');
  expect(sealed.startsWith(sealMark(sealingKeyOf([fresh, old])))).toBe(false);
});

test('the public key is the secret’s own, and holds nothing of it', () => {
  expect(sealingKeyOf([old, fresh])).toEqual(key);
  expect(sealingKeyOf([{ ...fresh, version: 1 }])).not.toEqual(key);
  expect(JSON.stringify(key)).not.toContain('aaa');
});

describe('does not open', () => {
  const sealed = seal(key, 'p-1', 'Zoë');
  test.each([
    ['as another’s', [old], 'p-2', sealed],
    ['without its secret', [fresh], 'p-1', sealed],
    ['with another secret of its number', [{ ...old, value: fresh.value }], 'p-1', sealed],
    ['changed', [old], 'p-1', sealed.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'))],
    ['cut', [old], 'p-1', sealed.slice(0, 12)],
    ['empty', [old], 'p-1', ''],
  ])('%s', (_, secrets, about, text) => expect(() => unseal(secrets, about, text)).toThrow('does not open'));
});
