import { beforeAll, expect, test } from 'vitest';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { hourMs } from '#lib/time.ts';
import { getAuditEvent, getRequestDiff } from './audit-event.ts';

const { pool, webUrl } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const now = Date.parse('2026-11-19T07:42:00Z');
const all = everyScope();
const hoursAgo = (hours: number) => new Date(now - hours * hourMs);

const version = (from: number, until: number | null, configuration: object) =>
  pool.query(
    `insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash) values ($1, $2, 'workteam', 'night', $3, $4, $5, 'h')`,
    [place.account, place.region, hoursAgo(from), until === null ? null : hoursAgo(until), JSON.stringify(configuration)],
  );
const record = (eventID: string, hours: number, eventName: string, requestParameters: object) => ({
  source: 'import' as const,
  raw: JSON.stringify({
    ...{
      eventID,
      eventName,
      requestParameters,
      eventTime: hoursAgo(hours).toISOString(),
      eventSource: 'sagemaker.amazonaws.com',
    },
    ...{ awsRegion: place.region, recipientAccountId: place.account, readOnly: false },
    userIdentity: { type: 'IAMUser', userName: 'ada' },
  }),
});
const members = (group: string) => [{ CognitoMemberDefinition: { UserPool: 'p', UserGroup: group } }];

beforeAll(async () => {
  await seedResource({ pool }, { kind: 'workteam', name: 'night', team: 'search', description: {} }, now);
  await version(90, 60, { WorkteamName: 'night', Description: 'of a former life' });
  await version(40, 20, { WorkteamName: 'night', Description: 'looks at nights', MemberDefinitions: members('all') });
  await version(20, null, { WorkteamName: 'night', Description: 'looks at nights', MemberDefinitions: members('few') });
  const memberDefinitions = [{ cognitoMemberDefinition: { userPool: 'p', userGroup: 'few' } }];
  await saveAuditEvents(
    { pool },
    [
      record('create', 40, 'CreateWorkteam', { workteamName: 'night', description: 'looks at nights' }),
      record('update', 20, 'UpdateWorkteam', { workteamName: 'night', memberDefinitions }),
    ],
    new Date(now),
  );
});

const diffOf = async (eventId: string) =>
  getRequestDiff(all, await getAuditEvent(all, { team: 'all', eventId, account: place.account }));

test('what stands deep in a request is compared with what stood there, though AWS spells its members otherwise', async () => {
  const { rows, against } = await diffOf('update');
  expect(against?.validFrom).toBe(hoursAgo(40).getTime());
  expect(rows).toEqual([
    { field: 'workteamName', before: 'night', after: 'night' },
    { field: 'memberDefinitions[0].cognitoMemberDefinition.userPool', before: 'p', after: 'p' },
    { field: 'memberDefinitions[0].cognitoMemberDefinition.userGroup', before: 'all', after: 'few' },
  ]);
});

test('what the inventory had not seen yet is compared with nothing: its first version tells what it was found to be', async () => {
  await pool.query(`update resource set first_seen_at = $1 where name = 'night'`, [hoursAgo(19)]);
  expect((await diffOf('update')).against).toBeNull();
  await pool.query(`update resource set first_seen_at = $1 where name = 'night'`, [hoursAgo(90)]);
});

test('what had been deleted by then is no former state: a new resource of its name is compared with nothing', async () => {
  const { rows, against } = await diffOf('create');
  expect(against).toBeNull();
  expect(rows).toContainEqual({ field: 'description', before: 'looks at nights', after: 'looks at nights' });
});
