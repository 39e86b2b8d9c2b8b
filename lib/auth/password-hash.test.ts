import { hashPassword as hashScrypt } from 'better-auth/crypto';
import { expect, test } from 'vitest';
import { hashPassword, isDated, verifyPassword } from './password-hash.ts';

const password = 'gravel sonata mirror thimble';

test('a hash is Argon2id with its costs beside it, salted anew each time', async () => {
  const [one, two] = await Promise.all([hashPassword(password), hashPassword(password)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(one).not.toBe(two);
  expect(isDated(one)).toBe(false);
  expect(await verifyPassword({ hash: one, password })).toBe(true);
  for (const wrong of ['', 'Gravel sonata mirror thimble', `${password} `, password.slice(0, -1)])
    expect(await verifyPassword({ hash: one, password: wrong }), wrong).toBe(false);
});

/** Made by the reference implementation, as argon2-cffi 25.1 wraps it. */
const reference = [
  ['$argon2id$v=19$m=19456,t=2,p=1$dHJhaWx3YXRjaC1zYWx0IQ$4Z3GCXOncHnTf957rxNJoCQY+Y3H1Rz4FCwhAhZ2n14', false],
  ['$argon2id$v=19$m=8192,t=2,p=2$dHJhaWx3YXRjaC1zYWx0IQ$pK6hcL1k4Q/qos5p9sWbI8BF7YOryrNMiEveu0k5P0E', true],
] as const;

test.each(reference)('%s, made elsewhere, is understood', async (hash, dated) => {
  expect(await verifyPassword({ hash, password })).toBe(true);
  expect(await verifyPassword({ hash, password: 'another one entirely' })).toBe(false);
  expect(isDated(hash)).toBe(dated);
});

test('a hash of an earlier version still opens, and is to be made anew', async () => {
  const hash = await hashScrypt(password);
  expect(await verifyPassword({ hash, password })).toBe(true);
  expect(await verifyPassword({ hash, password: 'another one entirely' })).toBe(false);
  expect(isDated(hash)).toBe(true);
});

test.each([
  '',
  'x',
  ':',
  '$argon2id$v=19$m=1,t=1,p=1$$',
  '$argon2i$v=19$m=19456,t=2,p=1$dHJhaWx3YXRjaC1zYWx0IQ$dHJhaWx3YXRjaC1zYWx0IQ',
])('%j is the hash of nothing', async (hash) => {
  expect(await verifyPassword({ hash, password })).toBe(false);
  expect(isDated(hash)).toBe(true);
});

test('a letter that is composed in another way is the same letter', async () => {
  expect(
    await verifyPassword({
      hash: await hashPassword('Käthe fährt über Brücken'),
      password: 'Käthe fährt über Brücken'.normalize('NFD'),
    }),
  ).toBe(true);
});

test('forty at once take the memory of a few', async () => {
  const before = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  await Promise.all(Array.from({ length: 40 }, () => hashPassword(password)));
  clearInterval(watch);
  expect(most - before).toBeLessThan(120 * 2 ** 20);
});
