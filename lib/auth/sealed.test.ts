import { describe, expect, test } from 'vitest';
import { seal, sealMark, unseal } from './sealed.ts';

const old = { version: 1, value: 'a'.repeat(43) };
const fresh = { version: 2, value: 'b'.repeat(43) };

test('what is sealed opens, with an older secret too, and never looks the same twice', () => {
  const sealed = seal([old], 'p-1', 'Zoë');
  expect(unseal([fresh, old], 'p-1', sealed)).toBe('Zoë');
  expect(seal([old], 'p-1', 'Zoë')).not.toBe(sealed);
  expect(sealed).not.toContain('Zo');
  expect(sealed.startsWith(sealMark([fresh, old]))).toBe(false);
});

describe('does not open', () => {
  const sealed = seal([old], 'p-1', 'Zoë');
  test.each([
    ['as another’s', [old], 'p-2', sealed],
    ['without its secret', [fresh], 'p-1', sealed],
    ['with another secret of its number', [{ ...old, value: fresh.value }], 'p-1', sealed],
    ['changed', [old], 'p-1', `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`],
    ['cut', [old], 'p-1', sealed.slice(0, 12)],
    ['empty', [old], 'p-1', ''],
  ])('%s', (_, secrets, about, text) => expect(() => unseal(secrets, about, text)).toThrow('does not open'));
});
