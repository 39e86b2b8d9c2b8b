import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zoneCookie } from '../url/zone.ts';
import { themeCookie } from './theme.ts';

test.each([
  [themeCookie, 'theme-toggle.tsx'],
  [zoneCookie, 'zone-switch.tsx'],
])('%s is for this host alone, and Secure, as its name demands', (name, file) => {
  expect(name).toMatch(/^__Host-/);
  const set = /document\.cookie = `([^`]+)`/.exec(readFileSync(join(import.meta.dirname, file), 'utf8'))?.[1] ?? '';
  expect(set).toMatch(/; path=\/; .*samesite=lax; secure$/);
  expect(set).not.toContain('domain');
});
