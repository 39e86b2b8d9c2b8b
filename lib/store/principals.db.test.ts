import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { saveAuditEvents } from './audit.ts';
import { attributePrincipals } from './principals.ts';

const db = await testDatabase('worker');
const at = new Date('2026-11-19T07:42:10Z');

const record = (eventID: string, userIdentity: object): string =>
  JSON.stringify({
    ...{ eventVersion: '1.11', eventTime: '2026-11-19T07:40:00Z', eventSource: 'sagemaker.amazonaws.com', eventName: 'ListTags' },
    ...{ awsRegion: 'eu-west-1', recipientAccountId: '111122223333', eventType: 'AwsApiCall', eventID, userIdentity },
  });
const session = (role: string, name: string) => ({
  type: 'AssumedRole',
  arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
  sessionContext: { sessionIssuer: { type: 'Role', userName: role, arn: `arn:aws:iam::111122223333:role/${role}` } },
});

test('those who act are known once, and mapped by what they are', async () => {
  const identities = [
    session('search-deploy', 'bob@vision.example'),
    session('AWSReservedSSO_SearchAdmin_0123456789abcdef', 'ana@search.example'),
    session('AWSServiceRoleForConfig', 'config'),
    { type: 'IAMUser', userName: 'ci', arn: 'arn:aws:iam::111122223333:user/ci' },
    { type: 'AWSService', invokedBy: 'config.amazonaws.com' },
    { type: 'Root', arn: 'arn:aws:iam::111122223333:root' },
  ];
  const deliveries = identities.map((one, index) => ({ raw: record(`e${index}`, one), source: 'import' as const }));
  await saveAuditEvents(db, deliveries, at);
  await saveAuditEvents(db, deliveries, at);
  const decided: string[] = [];
  const decide = ({ kind, name }: { kind: string; name: string }) => {
    decided.push(`${kind} ${name}`);
    return { team: name === 'search-deploy' ? 'search' : 'unowned', teamReason: 'rule' };
  };
  expect(await attributePrincipals(db, decide, { which: 'new', at })).toBe(4);
  // A session chooses its own name; only AWS's own directory names a user in it.
  expect(decided).toEqual(['role SSO SearchAdmin', 'role search-deploy', 'user ana@search.example', 'user ci']);
  expect(await attributePrincipals(db, decide, { which: 'new', at })).toBe(0);
  expect(await attributePrincipals(db, () => ({ team: 'vision', teamReason: 'other rule' }), { which: 'all', at })).toBe(4);
  expect((await db.pool.query('select slug from team order by 1')).rows).toEqual([{ slug: 'search' }, { slug: 'vision' }]);
});
