import { expect, test } from 'vitest';
import { type StudioDomain, studioUserOf } from './studio.ts';

const domain = (name: string, identity: string | null): StudioDomain => ({
  ...{ account: '111122223333', region: 'eu-west-1', name, title: name, team: 'search', role: 'Studio', identity },
});
const [naming, silent, unknown] = [domain('d-1', 'USER_PROFILE_NAME'), domain('d-2', 'DISABLED'), domain("d-3'", null)];

test.each([
  ['the user, where the domain writes the name', [naming], 'mia', { kind: 'user', profile: 'mia' }],
  ['nobody of Studio, where the domain writes names and here is none', [naming], null, { kind: 'other' }],
  ['what would tell, where it does not', [silent], null, { kind: 'untold' }],
  ['what would tell, where another domain of the same role does', [naming, silent], null, { kind: 'untold' }],
  ['the user all the same, where one domain writes the name', [silent, naming], 'mia', { kind: 'user', profile: 'mia' }],
  ['nothing of a role that no domain shares', [], 'mia', null],
])('%s', (_, domains, sourceIdentity, expected) => {
  const user = studioUserOf(domains, sourceIdentity);
  if (expected === null) expect(user).toBe(null);
  else expect(user).toMatchObject(expected);
});

test('the call to set it is fit for a shell, whatever the domain’s id', () => {
  expect(studioUserOf([unknown], null)).toMatchObject({
    command: expect.stringContaining(
      `--domain-id 'd-3'\\''' --domain-settings-for-update ExecutionRoleIdentityConfig=USER_PROFILE_NAME`,
    ),
  });
});
