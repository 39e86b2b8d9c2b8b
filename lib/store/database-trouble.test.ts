import { expect, test } from 'vitest';
import { databaseTrouble } from './database-trouble.ts';

const error = (message: string, code?: string): Error => Object.assign(new Error(message), code ? { code } : {});

test.each([
  [error('could not extend file "base/1/1": No space left on device', '53100'), /disk is full/],
  [error('could not write to file "pg_wal/xlogtemp.7": No space left on device', 'XX000'), /disk is full/],
  [error('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'), /cannot be reached/],
  [error('getaddrinfo ENOTFOUND db', 'ENOTFOUND'), /cannot be reached/],
  [error('Connection terminated unexpectedly'), /cannot be reached/],
  [error('Client has encountered a connection error and is not queryable'), /cannot be reached/],
  [error('timeout exceeded when trying to connect'), /cannot be reached/],
  [error('the database system is starting up', '57P03'), /cannot be reached/],
  [error('terminating connection due to administrator command', '57P01'), /cannot be reached/],
  [error('canceling statement due to statement timeout', '57014'), /too busy/],
  [error('deadlock detected', '40P01'), /too busy/],
  [error('sorry, too many clients already', '53300'), /no free connection/],
  [error('password authentication failed', '28P01'), /refuses/],
  [error('cannot execute INSERT in a read-only transaction', '25006'), /no writes/],
])('%s is waited for', (given, cause) => expect(databaseTrouble(given)?.cause).toMatch(cause));

test.each([
  error('duplicate key value violates unique constraint', '23505'),
  error('column "x" does not exist', '42703'),
  error('operation not permitted', 'EPERM'),
  new TypeError('x is not a function'),
  null,
  'text',
])('%s is not', (given) => expect(databaseTrouble(given)).toBeNull());
