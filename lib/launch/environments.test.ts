import { expect, test } from 'vitest';
import { without } from './environments.ts';

const all = {
  DATABASE_URL: 'owner',
  DATABASE_WEB_URL: 'web',
  DATABASE_POOL_SIZE: '4',
  AWS_SECRET_ACCESS_KEY: 'key',
  TRAILWATCH_SECRETS: '1:cookie',
  TRAILWATCH_OIDC_SECRET: 'client',
  TRAILWATCH_HOME: '/srv',
};
const harmless = { DATABASE_POOL_SIZE: '4', TRAILWATCH_HOME: '/srv' };

test('an environment is handed on without the secrets of others', () => {
  expect(without(all, 'database', 'aws', 'sign-in')).toEqual(harmless);
  expect(without(all, 'database', 'sign-in')).toEqual({ ...harmless, AWS_SECRET_ACCESS_KEY: 'key' });
  expect(without(all, 'database', 'aws')).toEqual({
    ...harmless,
    TRAILWATCH_SECRETS: '1:cookie',
    TRAILWATCH_OIDC_SECRET: 'client',
  });
});
