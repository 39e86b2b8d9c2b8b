import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { awsFiles } from './aws-files.ts';

const homeWith = (config: string): string => {
  const home = mkdtempSync(join(tmpdir(), 'aws-'));
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws/config'), config);
  return home;
};

test('the demo account needs none', () => {
  expect(awsFiles({ HOME: homeWith('[default]\ncredential_process = /bin/keys\n'), TRAILWATCH_DEMO: '1' })).toEqual({
    read: [],
    write: [],
    startsPrograms: false,
  });
});

test('its configuration, the tokens that it and the environment name, and the caches of sign-ins', () => {
  const HOME = homeWith('[profile ops]\nrole_arn = one\nweb_identity_token_file = /var/run/token one\n');
  const { read, write, startsPrograms } = awsFiles({ HOME, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/var/run/pod' });
  expect(read).toEqual([join(HOME, '.aws/config'), join(HOME, '.aws/credentials'), '/var/run/pod', '/var/run/token one']);
  expect(write).toEqual([join(HOME, '.aws/sso/cache/*'), join(HOME, '.aws/login/cache/*')]);
  expect(startsPrograms).toBe(false);
});

test.each([
  ['[default]\ncredential_process = /opt/keys --json\n', true],
  ['[default]\n# credential_process = /opt/keys\n', false],
])('%j may start programs: %s', (config, expected) => {
  expect(awsFiles({ HOME: homeWith(config) }).startsPrograms).toBe(expected);
});
