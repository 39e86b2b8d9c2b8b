import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyIds, keys } from './keys.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/security/keys.md'), 'utf8').replaceAll(/ +\|/g, ' |');
const rows = keyIds.map((id) => {
  const { protects, type, holders, made, lies, cryptoperiodDays, replaced } = keys[id];
  const period = cryptoperiodDays === null ? 'its issuer’s' : `${cryptoperiodDays} days`;
  return `| ${[id, protects, type, holders.join(', '), made, lies, period, replaced].join(' | ')} |`;
});

test.each(rows)('docs/security/keys.md says: %s', (row) => expect(page).toContain(row));

test('and of no other key; each has its end and what to do when it is known to others', () => {
  const named = page.split('\n').flatMap((line) => /^\| ([a-z][a-z-]*) \|/.exec(line)?.[1] ?? []);
  expect(named.filter((name) => name !== 'key')).toEqual([...keyIds, ...keyIds]);
});

test('no key is in more than two hands, a private one in one', () => {
  for (const id of keyIds) expect(keys[id].holders.length).toBeLessThanOrEqual(keys[id].type.startsWith('private') ? 1 : 2);
});

test('cryptoperiods are within those of SP 800-57 part 1, table 1: two years for symmetric keys, three for a private signature key', () => {
  for (const id of keyIds)
    expect(keys[id].cryptoperiodDays ?? 0).toBeLessThanOrEqual(keys[id].type.startsWith('private') ? 1095 : 730);
});
