import { describe, expect, test } from 'vitest';
import { plainDatabaseSentence } from '../config.ts';
import { TrailwatchError } from '../errors.ts';
import { fixture } from '../http/testing/certificates.ts';
import { requireEncryptedDatabases } from './transport.ts';

const problem = (environment: Record<string, string>, plainText?: typeof plainDatabaseSentence): string => {
  try {
    requireEncryptedDatabases(environment, { database: { plainText } });
    return '';
  } catch (error) {
    return error instanceof TrailwatchError ? `${error.message} · ${error.mend}` : String(error);
  }
};
const far = 'postgresql://me:secret@db.example:5432/t';
const refused = /^DATABASE_URL names db\.example .* could read or be the database · add sslmode=verify-full to it/;

describe('the way to the database', () => {
  test.each([
    ['postgresql://me:secret@localhost/t'],
    ['postgresql://me:secret@127.3.2.1/t'],
    ['postgresql://me:secret@[::1]:5432/t'],
    ['postgresql://me:secret@%2Fvar%2Frun%2Fpostgresql/t'],
    ['socket:/var/run/postgresql?db=t'],
    [`${far}?sslmode=verify-full`],
    [`${far}?sslmode=verify-full&uselibpqcompat=true`],
    [`${far}?sslmode=verify-full&sslrootcert=${encodeURIComponent(fixture('localhost.pem'))}`],
  ])('%s is open', (url) => expect(problem({ DATABASE_URL: url })).toBe(''));

  test.each([
    [far],
    [`${far}?sslmode=disable`],
    [`${far}?sslmode=prefer`],
    [`${far}?sslmode=require`],
    [`${far}?sslmode=verify-ca`],
    [`${far}?sslmode=no-verify`],
    [`${far}?ssl=true`],
    [`${far}?sslmode=verify-full&sslmode=disable`],
    ['postgresql://me:secret@localhost/t?host=db.example'],
  ])('%s is not', (url) => {
    expect(problem({ DATABASE_URL: url })).toMatch(refused);
    expect(problem({ DATABASE_URL: url }), 'no password in what is said').not.toContain('secret');
  });

  test('the URLs of web and worker are held to it too', () => {
    expect(problem({ DATABASE_URL: 'postgresql://localhost/t', DATABASE_WEB_URL: far })).toMatch(
      /^DATABASE_WEB_URL names db\.example/,
    );
    expect(problem({ DATABASE_WORKER_URL: far })).toMatch(/^DATABASE_WORKER_URL names/);
  });

  test('an administrator may say in so many words that nothing encrypts it', () => {
    expect(problem({ DATABASE_URL: far }, plainDatabaseSentence)).toBe('');
  });

  test('an authority that is not there is told by its path', () => {
    expect(problem({ DATABASE_URL: `${far}?sslmode=verify-full&sslrootcert=/nowhere.pem` })).toMatch(
      /^DATABASE_URL cannot be used: .*\/nowhere\.pem/,
    );
  });
});
