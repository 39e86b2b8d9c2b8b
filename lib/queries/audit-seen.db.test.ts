import { beforeAll, expect, test } from 'vitest';
import { noFilter } from '#lib/audit/filter.ts';
import { type TeamScope, teamsScope } from '#lib/auth/scope.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { listAuditEvents } from './audit.ts';

const db = await testDatabase();
const at = '2026-11-18T22:00:00Z';
const [search, fraud] = [teamsScope(['search']), teamsScope(['fraud'])];

beforeAll(async () => {
  process.env.DATABASE_URL = db.webUrl;
  await db.pool.query(`insert into team (slug, name, created_at) values ('search', 'Search', now()), ('fraud', 'Fraud', now())`);
});

const give = (name: string, team: string) =>
  db.pool.query(
    `insert into resource (account, region, kind, name, arn, team, team_reason, tags, description, hash, first_seen_at, last_seen_at)
     values ('111122223333', 'eu-west-1', 'endpoint', $1, $1, $2, 'test', '{}', '{}', '', now(), now())
     on conflict (account, region, kind, name) do update set team = excluded.team`,
    [name, team],
  );

/** Endpoints by their names, each with another configuration: what an event names is new each time. */
let configurations = 0;
const happen = (...names: string[]) =>
  saveAuditEvents(
    db,
    names.map((name) => ({
      source: 'trail' as const,
      raw: JSON.stringify({
        ...{ eventID: crypto.randomUUID(), eventTime: at, eventName: 'UpdateEndpoint', eventSource: 'sagemaker.amazonaws.com' },
        ...{ awsRegion: 'eu-west-1', recipientAccountId: '111122223333', userIdentity: { type: 'IAMUser', userName: 'ada' } },
        requestParameters: { endpointName: name, endpointConfigName: `configuration-${++configurations}` },
      }),
    })),
    new Date(at),
  );

const seenBy = async (scope: TeamScope): Promise<string[]> => {
  const ask = { team: 'all', from: 0, to: Date.parse(at) + 1, filter: noFilter, whom: 'everybody' as const };
  const { rows } = await listAuditEvents(scope, { ...ask, limit: 50, cursor: null });
  return rows.map(({ targets }) => targets[0] ?? '').toSorted();
};

test('what a team sees is what is its own now: new events, new resources, and what changed hands', async () => {
  await give('ranker', 'search');
  await happen('ranker', 'scorer');
  expect(await seenBy(search)).toEqual(['ranker']);
  await happen('ranker');
  expect(await seenBy(search)).toEqual(['ranker', 'ranker']);
  await give('lister', 'search');
  await happen('lister', 'ranker');
  expect(await seenBy(search)).toEqual(['lister', 'ranker', 'ranker', 'ranker']);
  expect(await seenBy(fraud)).toEqual([]);
  await give('scorer', 'search');
  expect(await seenBy(search)).toEqual(['lister', 'ranker', 'ranker', 'ranker', 'scorer']);
  await give('ranker', 'fraud');
  expect(await seenBy(search)).toEqual(['lister', 'scorer']);
  expect(await seenBy(fraud)).toEqual(['ranker', 'ranker', 'ranker']);
});
