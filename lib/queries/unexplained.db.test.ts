import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { forgetEvents } from '#lib/testing/seed-events.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { findConfirmation, listUnconfirmedEvents } from './unconfirmed-events.ts';
import { listUnexplainedChanges } from './unexplained-changes.ts';

const { pool, webUrl, url } = await testDatabase();
process.env.DATABASE_URL = webUrl;
const walls = [
  ['both walls', webUrl],
  ['the type’s wall alone', url],
] as const;
const now = Date.parse('2026-11-19T07:42:00Z');
const all = everyScope();
const at = (minutesAgo: number): Date => new Date(now - minutesAgo * minuteMs);
const ask = { team: 'all', now, from: now - 24 * hourMs, to: now };

type Held = { kind: string; name: string; team?: string; parent?: string };
const key = ({ kind, name }: Held) => [place.account, place.region, kind, name];
const hold = (held: Held, description: object = {}) => seedResource({ pool }, { team: 'search', ...held, description }, now);
/** Made ten days ago, as seedResource says, unless its times are set. */
const set = (held: Held, column: 'created_at' | 'first_seen_at' | 'deleted_at' | 'ended_at', minutesAgo: number) =>
  pool.query(`update resource set ${column} = $5 where (account, region, kind, name) = ($1, $2, $3, $4)`, [
    ...key(held),
    at(minutesAgo),
  ]);
const version = (held: Held, minutesAgo: number, until: number | null, configuration: object = {}) =>
  pool.query(
    `insert into resource_version (account, region, kind, name, valid_from, valid_to, configuration, hash) values ($1, $2, $3, $4, $5, $6, $7, 'h')`,
    [...key(held), at(minutesAgo), until === null ? null : at(until), configuration],
  );
const activity = (held: Held, type: string, minutesAgo: number) =>
  pool.query(
    `insert into activity (account, region, type, id, kind, name, at, summary, detail) values ($1, $2, $5, $4, $3, $4, $6, 'x', '{}')`,
    [...key(held), type, at(minutesAgo)],
  );
async function run(collector: string, minutesAgo: number, failed?: { operation: string; status?: string; counts?: object }) {
  await pool.query(
    `with r as (insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status, counts)
       values ($1, $2, $3, 'live', $4, $5, $4, $5, $6, $8) returning id)
     insert into run_failure (run_id, seq, service, operation, word, code, message, series_ids)
       select id, 1, 'sagemaker', $7, 'denied', 'AccessDenied', 'no', '{}' from r where $7::text is not null`,
    [
      ...[
        collector,
        place.account,
        place.region,
        at(minutesAgo),
        at(minutesAgo - 1),
        failed?.status ?? (failed ? 'partial' : 'ok'),
      ],
      ...[failed?.operation ?? null, failed?.counts ?? {}],
    ],
  );
}
const call = (id: string, minutesAgo: number, eventName: string, requestParameters: object, more: object = {}) =>
  saveAuditEvents(
    { pool },
    [
      {
        source: 'import',
        raw: JSON.stringify({
          ...{ eventID: id, eventTime: at(minutesAgo).toISOString(), eventName, requestParameters, readOnly: false },
          ...{ eventSource: 'sagemaker.amazonaws.com', awsRegion: place.region, recipientAccountId: place.account },
          userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${place.account}:assumed-role/ci-deploy/ada` },
          ...more,
        }),
      },
    ],
    at(0),
  );

const model = { kind: 'model', name: 'ranker' };
const notebook = { kind: 'notebook_instance', name: 'nb' };
const endpoint = { kind: 'endpoint', name: 'scorer' };

beforeAll(async () => {
  await pool.query(`insert into team (slug, name, created_at) values ('search', 'S', now()), ('fraud', 'F', now())`);
});
/** The inventory looks every half hour, events are complete for two days. */
beforeEach(async () => {
  process.env.DATABASE_URL = webUrl;
  await pool.query('truncate resource, resource_version, activity, run, run_failure, trail_hour, trail, audit_source cascade');
  await forgetEvents(pool);
  await run('inventory', 600);
  await run('inventory', 150);
  await run('inventory', 30);
  await pool.query(
    `insert into run (collector, account, region, purpose, window_from, window_to, started_at, ended_at, status)
     values ('audit', $1, $2, 'live', $3, $4, $4, $4, 'ok')`,
    [place.account, place.region, at(2880), at(1)],
  );
});

describe('events without a change', () => {
  const asked = async () => {
    const { rows, checked, due, unwatched } = await listUnconfirmedEvents(all, ask);
    return { found: rows.map(({ eventId, causes }) => [eventId, causes.join()]), counts: [checked, due, unwatched] };
  };

  test.each<[string, string, object, () => Promise<unknown>]>([
    ['made', 'CreateModel', { modelName: 'ranker' }, async () => [await hold(model), await set(model, 'created_at', 200)]],
    [
      'first seen after it',
      'CreateModel',
      { modelName: 'ranker' },
      async () => [await hold(model), await set(model, 'first_seen_at', 150)],
    ],
    ['deleted', 'DeleteModel', { modelName: 'ranker' }, async () => [await hold(model), await set(model, 'deleted_at', 150)]],
    ['nothing there to delete', 'DeleteModel', { modelName: 'ranker' }, async () => []],
    [
      'made anew since',
      'DeleteModel',
      { modelName: 'ranker' },
      async () => [await hold(model), await set(model, 'created_at', 190)],
    ],
    [
      'a new version',
      'UpdateNotebookInstance',
      { notebookInstanceName: 'nb' },
      async () => [await hold(notebook), await version(notebook, 9000, 199), await version(notebook, 199, null)],
    ],
    [
      'modified, the configuration the same',
      'UpdateNotebookInstance',
      { notebookInstanceName: 'nb' },
      async () => [await hold(notebook), await activity(notebook, 'modified', 200)],
    ],
    [
      'a deployment that came to nothing',
      'UpdateEndpoint',
      { endpointName: 'scorer' },
      async () => [await hold(endpoint), await activity(endpoint, 'deployment', 200)],
    ],
    [
      'ended',
      'StopTrainingJob',
      { trainingJobName: 'job' },
      async () => [
        await hold({ kind: 'training_job', name: 'job' }),
        await set({ kind: 'training_job', name: 'job' }, 'ended_at', 198),
      ],
    ],
  ])('%s: confirmed', async (_, eventName, request, seen) => {
    await seen();
    await call('e', 200, eventName, request);
    expect(await asked()).toEqual({ found: [], counts: [1, 0, 0] });
    const one = await findConfirmation(all, { team: 'all', account: place.account, eventId: 'e', now });
    expect(one?.verdict.state).toBe('confirmed');
  });

  test.each<[string, string, object, () => Promise<unknown>, string]>([
    ['never seen', 'CreateModel', { modelName: 'ranker' }, async () => [], 'not_in_inventory'],
    ['still there', 'DeleteModel', { modelName: 'ranker' }, async () => hold(model), 'nothing_known'],
    [
      'deleted long after',
      'DeleteModel',
      { modelName: 'ranker' },
      async () => [await hold(model), await set(model, 'deleted_at', 10)],
      'nothing_known',
    ],
    [
      'changed long after',
      'UpdateEndpoint',
      { endpointName: 'scorer' },
      async () => [await hold(endpoint), await version(endpoint, 9000, 20), await version(endpoint, 20, null)],
      'nothing_known',
    ],
    [
      'what was asked for was there',
      'UpdateNotebookInstance',
      { notebookInstanceName: 'nb', rootAccess: 'Enabled' },
      async () => [
        await hold(notebook),
        await version(notebook, 9000, null, { NotebookInstanceName: 'nb', RootAccess: 'Enabled' }),
      ],
      'same_values',
    ],
    [
      'deleted before the look',
      'CreateModel',
      { modelName: 'ranker' },
      async () => call('later', 190, 'DeleteModel', { modelName: 'ranker' }),
      'gone_between',
    ],
    [
      'changed back before the look',
      'UpdateEndpoint',
      { endpointName: 'scorer' },
      async () => [await hold(endpoint), await call('back', 190, 'UpdateEndpoint', { endpointName: 'scorer' })],
      'undone',
    ],
    [
      'followed by what failed, and by what came after the look',
      'UpdateEndpoint',
      { endpointName: 'scorer' },
      async () => [
        await hold(endpoint),
        await call('refused', 190, 'DeleteEndpoint', { endpointName: 'scorer' }, { errorCode: 'AccessDenied' }),
        await call('later', 100, 'UpdateEndpoint', { endpointName: 'scorer' }),
      ],
      'nothing_known',
    ],
  ])('%s: not confirmed', async (_, eventName, request, seen, cause) => {
    await seen();
    await call('e', 200, eventName, request);
    expect((await asked()).found).toContainEqual(['e', cause]);
  });

  test('a look that failed on the kind is none', async () => {
    await pool.query(`delete from run where collector = 'inventory' and started_at >= $1`, [at(200)]);
    await run('inventory', 150, { operation: 'ListModels' });
    await call('e', 200, 'CreateModel', { modelName: 'ranker' });
    expect(await asked()).toEqual({ found: [], counts: [1, 1, 0] });
    await run('inventory', 30);
    expect((await asked()).found).toEqual([['e', 'look_failed,not_in_inventory']]);
  });

  test('what failed, only read, or need not show is on no list; what came before the first look is counted', async () => {
    await call('failed', 200, 'CreateModel', { modelName: 'a' }, { errorCode: 'AccessDenied' });
    await call('read', 200, 'CreateModel', { modelName: 'b' }, { readOnly: true });
    await call('weights', 200, 'UpdateEndpointWeightsAndCapacities', { endpointName: 'scorer' });
    await call('before', 700, 'CreateModel', { modelName: 'c' });
    await call('early', 40, 'CreateModel', { modelName: 'd' });
    expect(await asked()).toEqual({ found: [], counts: [1, 1, 1] });
  });

  test('scaling policies are known by what they scale', async () => {
    const policy = { kind: 'scaling_policy', name: 'endpoint/scorer/variant/A#target', parent: 'endpoint/scorer' };
    const scaled = { resourceId: 'endpoint/scorer/variant/A', scalableDimension: 'sagemaker:variant:DesiredInstanceCount' };
    await run('scaling', 600);
    await run('scaling', 150);
    await hold(policy);
    const source = { eventSource: 'application-autoscaling.amazonaws.com' };
    await call('e', 200, 'PutScalingPolicy', scaled, source);
    expect((await asked()).found).toEqual([['e', 'nothing_known']]);
    await version(policy, 9000, 199);
    await version(policy, 199, null);
    expect((await asked()).found).toEqual([]);
    expect((await listUnexplainedChanges(all, ask)).rows).toEqual([]);
  });

  test.each(walls)('a team is told of events on its own resources, with %s', async (_, by) => {
    process.env.DATABASE_URL = by;
    await hold(model);
    await hold({ ...endpoint, team: 'fraud' });
    await call('of-search', 200, 'DeleteModel', { modelName: 'ranker' });
    await call('of-fraud', 200, 'UpdateEndpoint', { endpointName: 'scorer' });
    await call('of-nobody', 200, 'CreateModel', { modelName: 'never' });
    const ids = async (...teams: string[]) =>
      (await listUnconfirmedEvents(teamsScope(teams), ask)).rows.map(({ eventId }) => eventId);
    expect([await ids('search'), await ids('fraud')]).toEqual([['of-search'], ['of-fraud']]);
    expect((await asked()).found.map(([id]) => id).toSorted()).toEqual(['of-fraud', 'of-nobody', 'of-search']);
    const seen = { team: 'all', account: place.account, eventId: 'of-fraud', now };
    expect([await findConfirmation(teamsScope(['search']), seen), (await findConfirmation(all, seen))?.verdict.state]).toEqual([
      null,
      'unconfirmed',
    ]);
  });
});

describe('changes without an event', () => {
  const asked = async () =>
    (await listUnexplainedChanges(all, ask)).rows.map(({ name, what, causes }) => [name, what, causes.join()]);

  test.each<[string, () => Promise<unknown>, string, [string, number, string, object]]>([
    [
      'changed',
      async () => [await hold(endpoint), await version(endpoint, 9000, 100), await version(endpoint, 100, null)],
      'scorer',
      ['UpdateEndpoint', 105, 'changed', { endpointName: 'scorer' }],
    ],
    [
      'created',
      async () => [await hold(model), await version(model, 100, null)],
      'ranker',
      ['CreateModel', 100, 'created', { modelName: 'ranker' }],
    ],
    [
      'deleted',
      async () => [await hold(model), await set(model, 'deleted_at', 100)],
      'ranker',
      ['DeleteModel', 120, 'deleted', { modelName: 'ranker' }],
    ],
    [
      'made anew',
      async () => [await hold(model), await version(model, 9000, 300), await version(model, 100, null)],
      'ranker',
      ['CreateModel', 100, 'created', { modelName: 'ranker' }],
    ],
  ])('%s: unexplained until an event tells of it', async (_, seen, name, [eventName, minutesAgo, what, request]) => {
    await seen();
    await call('failed', minutesAgo, eventName, request, { errorCode: 'AccessDenied' });
    await call('other', minutesAgo, eventName, Object.fromEntries(Object.keys(request).map((member) => [member, 'another'])));
    expect(await asked()).toEqual([[name, what, 'nothing_known']]);
    await call('e', minutesAgo, eventName, request);
    expect(await asked()).toEqual([]);
  });

  test('an event explains the first change after it, and counts that move now and then those that come soon', async () => {
    await hold(endpoint);
    await version(endpoint, 9000, 400);
    await version(endpoint, 400, 100);
    await version(endpoint, 100, null);
    await call('e', 402, 'UpdateEndpoint', { endpointName: 'scorer' });
    await call('scaled', 200, 'UpdateEndpointWeightsAndCapacities', { endpointName: 'scorer' });
    expect(await asked()).toEqual([['scorer', 'changed', 'nothing_known']]);
    await call('weights', 101, 'UpdateEndpointWeightsAndCapacities', { endpointName: 'scorer' });
    expect(await asked()).toEqual([]);
  });

  test('what goes with its holder needs no event', async () => {
    const alarm = { kind: 'alarm', name: 'errors', parent: 'endpoint/scorer' };
    await hold(endpoint);
    await hold(alarm);
    await set(alarm, 'deleted_at', 100);
    expect(await asked()).toEqual([['errors', 'deleted', 'nothing_known']]);
    await set(endpoint, 'deleted_at', 101);
    await call('e', 101, 'DeleteEndpoint', { endpointName: 'scorer' });
    expect(await asked()).toEqual([]);
  });

  test('what could explain it: logging that was off, and a service at work', async () => {
    await hold(endpoint);
    await version(endpoint, 9000, 100);
    await version(endpoint, 100, null);
    await activity(endpoint, 'scaling', 110);
    await pool.query(
      `with s as (insert into audit_source (bucket, prefix, region, account, found, seen_at) values ('b', '', $2, $1, 'configured', now()) returning id)
       insert into trail_hour (account, region, source, chain, hour, state, digests, faulty_digests, logs, faulty_logs, verified_at)
       select $1, $2, id, 'c', date_trunc('hour', $3::timestamptz), 'off', 0, 0, 0, 0, now() from s`,
      [place.account, place.region, at(100)],
    );
    expect(await asked()).toEqual([['scorer', 'changed', 'logging_off,service']]);
  });

  test.each(walls)('a team is told of its own, with %s', async (_, by) => {
    process.env.DATABASE_URL = by;
    await hold({ ...endpoint, team: 'fraud' });
    await version(endpoint, 9000, 100);
    await version(endpoint, 100, null);
    expect((await listUnexplainedChanges(teamsScope(['search']), ask)).rows).toEqual([]);
    expect((await listUnexplainedChanges(teamsScope(['fraud']), ask)).rows).toHaveLength(1);
  });
});
