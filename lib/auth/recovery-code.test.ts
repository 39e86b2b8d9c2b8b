import { expect, test } from 'vitest';
import { newRecoveryCodes } from './recovery-code.ts';

test('ten codes of 130 random bits, in groups, no two alike', () => {
  const codes = Array.from({ length: 100 }, newRecoveryCodes).flat();
  expect(new Set(codes).size).toBe(1000);
  for (const code of codes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){5}[0-9a-hjkmnp-tv-z]$/);
  expect(5 * (codes[0] ?? '').replaceAll('-', '').length).toBe(130);
  const letters = new Set(codes.join('').replaceAll('-', ''));
  expect(letters.size).toBe(32);
});
