import { chmodSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSecrets } from './auth/secrets.ts';
import { oidcSecret } from './auth/sign-in-config.ts';
import { TrailwatchError } from './errors.ts';
import { secretFrom, settleDatabaseSecrets } from './secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'secrets '));
const file = (name: string, text: string, mode = 0o400): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const problem = (work: () => unknown): string => {
  try {
    return `no problem: ${work()}`;
  } catch (error) {
    return error instanceof TrailwatchError ? `${error.message} · ${error.mend}` : String(error);
  }
};

test('a secret comes from the environment, or from the file that it names, without one line end', () => {
  expect(secretFrom({ DATABASE_URL: 'a' }, 'DATABASE_URL')).toBe('a');
  expect(secretFrom({ DATABASE_URL_FILE: file('one', 'a b \n') }, 'DATABASE_URL')).toBe('a b ');
  expect(secretFrom({ DATABASE_URL_FILE: file('two', 'a\n\n', 0o440) }, 'DATABASE_URL')).toBe('a\n');
  symlinkSync(join(folder, 'one'), join(folder, 'link'));
  expect(secretFrom({ DATABASE_URL_FILE: join(folder, 'link') }, 'DATABASE_URL'), 'as Kubernetes mounts them').toBe('a b ');
  expect(secretFrom({ DATABASE_URL: '' }, 'DATABASE_URL')).toBeUndefined();
});

test.each([
  ['both', { DATABASE_URL: 'a', DATABASE_URL_FILE: file('both', 'b') }, /both DATABASE_URL and .*_FILE are set · remove one/],
  ['a file that is not there', { DATABASE_URL_FILE: '/nowhere' }, /_FILE: \/nowhere cannot be read \(ENOENT\) · name a file/],
  [
    'one that everybody reads',
    { DATABASE_URL_FILE: file('open', 'a', 0o444) },
    /is open to everybody .* \(0444\) · .*chmod 0400/,
  ],
  ['one that everybody writes', { DATABASE_URL_FILE: file('loose', 'a', 0o602) }, /is open to everybody .* \(0602\)/],
  ['an empty one', { DATABASE_URL_FILE: file('empty', '\n') }, /is empty · write the secret into it/],
])('%s: refused', (_, environment, expected) => {
  expect(problem(() => secretFrom(environment, 'DATABASE_URL'))).toMatch(expected);
});

test('database URLs take the place of their files before anything starts', () => {
  const names = ['DATABASE_URL', 'DATABASE_WEB_URL', 'DATABASE_WORKER_URL'];
  const environment = { PORT: '1', ...Object.fromEntries(names.map((name) => [`${name}_FILE`, file(name, `of ${name}\n`)])) };
  settleDatabaseSecrets(environment);
  expect(environment).toEqual({ PORT: '1', ...Object.fromEntries(names.map((name) => [name, `of ${name}`])) });
});

test('the secrets and the client secret of single sign-on come from files too', () => {
  const secrets = file('secrets', `2:${'n'.repeat(32)}\n1:${'o'.repeat(32)}\n`);
  expect(readSecrets({ TRAILWATCH_SECRETS_FILE: secrets }).map(({ version }) => version)).toEqual([2, 1]);
  expect(problem(() => readSecrets({ TRAILWATCH_SECRETS_FILE: file('nonsense', 'x') }))).toMatch(
    /holds something that is no key/,
  );
  expect(oidcSecret({}, { TRAILWATCH_OIDC_SECRET_FILE: file('oidc', 'of the provider\n') })).toBe('of the provider');
  expect(oidcSecret({ clientSecretFile: file('oidc-2', 'named\n') }, {})).toBe('named');
  expect(problem(() => oidcSecret({ clientSecretFile: file('oidc-3', 'x', 0o644) }, {}))).toMatch(/clientSecretFile: .*open to/);
});
