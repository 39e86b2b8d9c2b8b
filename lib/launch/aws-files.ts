import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './environments.ts';

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const valuesOf = (text: string, key: string): string[] =>
  [...text.matchAll(new RegExp(`^\\s*${key}\\s*=\\s*(\\S.*?)\\s*$`, 'gm'))].map((match) => match[1] ?? '');

/**
 * What the AWS SDK reads and writes where keys come from files: its configuration, tokens that other programs renew, and its caches of
 * sign-ins. A profile with `credential_process` wants a program run, too.
 */
export function awsFiles(environment: Environment): { read: string[]; write: string[]; startsPrograms: boolean } {
  // The demo account's keys are in the environment.
  if (environment.TRAILWATCH_DEMO === '1') return { read: [], write: [], startsPrograms: false };
  const folder = join(environment.HOME ?? homedir(), '.aws');
  const files = [
    environment.AWS_CONFIG_FILE ?? join(folder, 'config'),
    environment.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'),
  ];
  const text = files.map(textOf).join('\n');
  const tokens = [environment.AWS_WEB_IDENTITY_TOKEN_FILE, environment.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE].filter(
    (file) => file !== undefined,
  );
  const logins = environment.AWS_LOGIN_CACHE_DIRECTORY ?? join(folder, 'login/cache');
  return {
    read: [...files, ...tokens, ...valuesOf(text, 'web_identity_token_file')],
    write: [join(folder, 'sso/cache/*'), join(logins, '*')],
    startsPrograms: valuesOf(text, 'credential_process').length > 0,
  };
}
