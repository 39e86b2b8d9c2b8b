import type { Job } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { floor } from '#demo/scenario/floor/part.ts';
import { prodEu } from '#demo/scenario/floor/setting.ts';
import type { LogLine, ScenarioPart } from '#demo/scenario/types.ts';
import { startAccount } from '#demo/testing/account.ts';
import { logPlace } from '#lib/catalog/log-places.ts';
import { kindRow, type ResourceKind, resourceKinds } from '#lib/catalog/resource-kinds.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { database } from '#lib/db.ts';
import { type AskedDemand, demand } from '#lib/store/demands.ts';
import { openQueues } from '#lib/store/queues.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { hourMs, systemClock } from '#lib/time.ts';
import { answerDemand } from '#lib/worker/demands.ts';

const { pool, webUrl, workerUrl } = await testDatabase();
vi.stubEnv('DATABASE_URL', webUrl);
const { apiRequest, makePerson, sessionFor } = await import('#lib/testing/callers.ts');
const { GET } = await import('./route.ts');

const now = Date.now();
const kinds = (Object.keys(resourceKinds) as ResourceKind[]).filter((kind) => logPlace(kind, 'x') !== null);
/** The member's own, and names that begin with it, end with it or hold it: other teams' and nobody's. */
const own = 'clean';
const foreign = {
  'clean-2': 'beta',
  cleaner: 'beta',
  'un-clean': 'beta',
  clea: 'beta',
  'clean-it-up': 'unowned',
  'clean.d': 'x',
};

/** What each wrote, under every name of a stream that its kind may have. */
const linesIn = (group: string): LogLine[] =>
  kinds.flatMap((kind) =>
    [own, ...Object.keys(foreign)].flatMap((name) => {
      const wanted = logPlace(kind, name);
      if (wanted?.group !== group) return [];
      const streams = wanted.streamPrefix
        ? [`${wanted.streamPrefix}algo-1-1`, `${wanted.streamPrefix}b`]
        : [wanted.stream ?? 'a/i'];
      // The foreign ones are older and newer than one's own, so that none is left out for its age.
      return streams.flatMap((stream, index) =>
        [30, 20, 10].map((minutes) => ({
          at: now - minutes * 60_000 + (name === own ? 0 : index - 1),
          stream,
          message: `ERROR said by <${name}>`,
        })),
      );
    }),
  );
const groups = [
  ...new Set(kinds.flatMap((kind) => [own, ...Object.keys(foreign)].map((name) => logPlace(kind, name)?.group ?? ''))),
];
const whole = floor({ seed: 'walls', scale: { endpoints: 1 } });
const part: ScenarioPart = {
  ...whole,
  logGroups: () => groups.map((name) => ({ name, createdAt: now - 30 * hourMs })),
  logLines: (_, group, from, to) => linesIn(group).filter((line) => line.at >= from && line.at < to),
  streamSpan: () => ({ from: now - 2 * hourMs, to: now }),
  hasStream: (_, group, stream) => linesIn(group).some((line) => line.stream === stream),
};

const account = await startAccount({ parts: [part] });
const boss = await openQueues(workerUrl, { isWorker: true });
const collecting = collectingWith({
  configText: configFor(prodEu),
  environment: account.environment,
  db: database(workerUrl),
  clock: systemClock,
});
afterAll(async () => {
  await boss.stop({ graceful: false });
  collecting.close();
  await account.close();
});

let headers: Record<string, string> = {};
beforeAll(async () => {
  await boss.work<AskedDemand>(
    'demand',
    { localConcurrency: 4, pollingIntervalSeconds: 0.5 },
    async (jobs: Job<AskedDemand>[]) => {
      for (const job of jobs) await answerDemand(collecting, job);
    },
  );
  for (const kind of kinds) {
    for (const [name, team] of Object.entries({ [own]: 'alpha', ...foreign })) {
      await seedResource({ pool }, { kind, name, team, status: 'InProgress', description: {} }, now);
    }
  }
  headers = await sessionFor({ pool }, await makePerson({ pool }, 'member', ['alpha']));
});

test.each([
  ['a group that is no resource’s', { group: '/secret' }, /\/secret is not asked for as the log of one SageMaker resource/],
  ['a group of all jobs', { group: '/aws/sagemaker/TrainingJobs' }, /not asked for as the log of one/],
  ['the beginning of names', { group: '/aws/sagemaker/TrainingJobs', streamPrefix: 'cl' }, /not asked for as the log of one/],
  ['all names', { group: '/aws/sagemaker/TrainingJobs', streamPrefix: '/' }, /not asked for as the log of one/],
  ['another Region', { ...logPlace('endpoint', own), region: 'ap-south-2' }, /not collected in ap-south-2/],
])('a demand for %s makes no call', async (_, wanted, why) => {
  const metered = () => pool.query('select coalesce(sum(calls), 0)::int as n from call_meter').then(({ rows }) => rows);
  const before = await metered();
  const reply = await demand(database(webUrl), webUrl, {
    type: 'logs',
    ...place,
    group: '',
    from: now - hourMs,
    to: now,
    ...wanted,
  });
  expect(reply).toEqual({ ok: false, absence: 'not_collected', why: expect.stringMatching(why) });
  expect(await metered()).toEqual(before);
});

const ask = (query: Record<string, string>) => GET(apiRequest(`/api/v1/logs?${new URLSearchParams(query)}`, { headers }));

describe.each(kinds)('the log of a %s', (kind) => {
  test('holds the lines of that one alone, whatever else begins with its name', async () => {
    const answer = await ask({ ...place, kind, name: own });
    const said = await answer.text();
    expect([answer.status, said]).toEqual([200, expect.stringContaining(`<${own}>`)]);
    expect(said).not.toMatch(new RegExp(`said by <(?!${own}>)`));
  });

  test('of another team, of nobody or of a part of a name is not found', async () => {
    const { region } = place;
    for (const name of [...Object.keys(foreign), 'cle', `${own}/`, `${own}/algo-1-1`, '', '*', `${own} `, 'nobody-has-it'])
      expect([name, (await ask({ ...place, kind, name })).status]).toEqual([name, 404]);
    expect((await ask({ ...place, region: `${region}-2`, kind, name: own })).status).toBe(404);
    expect((await ask({ ...place, kind, name: own, team: 'beta' })).status).toBe(404);
  });

  test('is not that of another kind with its name', () => {
    const places = kinds.map((other) => JSON.stringify(logPlace(other, own)));
    expect(places.filter((one) => one === JSON.stringify(logPlace(kind, own)))).toHaveLength(1);
    expect(kindRow(kind)).toBeDefined();
  });
});
