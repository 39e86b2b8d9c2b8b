import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { makeSilence } from '#lib/store/silences.ts';
import { transaction } from '#lib/store/transaction.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { seedEndpoint, seedRun } from '#lib/testing/seed-fleet.ts';
import { hourMs, minuteMs } from '#lib/time.ts';

const address = 'https://hooks.example/very-secret';
const alerts = {
  url: 'https://trailwatch.example',
  channels: [
    { id: 'oncall', kind: 'webhook', url: address, secret: 'x'.repeat(16), teams: ['search'], severities: ['page'] },
    { id: 'room', kind: 'slack', url: `${address}/slack`, teams: ['search', 'speech'] },
  ],
  rules: [
    { id: 'unused', title: 'Nobody calls', teams: ['search'], silence: { metric: 'Invocations', over: '10m' } },
    {
      id: 'slow-load',
      title: 'Loads slowly',
      names: ['rank*'],
      threshold: { metric: 'ModelLoadingTime', statistic: 'Average', above: '1 s', for: '3 of 5' },
    },
  ],
};
const file = join(mkdtempSync(join(tmpdir(), 'coverage-')), 'trailwatch.yaml');
writeFileSync(file, JSON.stringify({ alerts }));
vi.stubEnv('TRAILWATCH_CONFIG', file);
const owner = await testDatabase();
vi.stubEnv('DATABASE_URL', owner.webUrl);
const { hasChannels, listAlertCoverage } = await import('./alert-coverage.ts');
const { exportTable } = await import('./exports.ts');

const now = Date.parse('2026-11-19T07:42:10Z');
const ask = { team: 'all', now, asOf: null };
const by = async (of = everyScope(), at = now) =>
  new Map((await listAlertCoverage(of, { ...ask, now: at })).map((row) => [row.name, row]));

beforeAll(async () => {
  const readTo = Math.floor(now / minuteMs) * minuteMs - 2 * minuteMs;
  const figures = { 'endpoint.invocations Sum': () => 1000, 'endpoint.latency.model p99': () => 200_000 };
  for (const [name, team] of [
    ['ranker', 'search'],
    ['scorer', 'fraud'],
    ['voice', 'speech'],
  ] as const)
    await seedEndpoint(owner, { name, team, figures }, readTo);
  for (let hour = 25; hour >= 0; hour -= 1) {
    await seedRun(owner, { from: readTo - (hour + 1) * hourMs, to: readTo - hour * hourMs });
  }
});

test('says of each endpoint who would be told, by rules, channels and what is stored; whom nobody would be told of first', async () => {
  expect(hasChannels()).toBe(true);
  const rows = await by();
  expect([...rows.keys()][0]).toBe('scorer');
  expect(rows.get('scorer')).toMatchObject({ word: 'nobody', told: { page: [], ticket: [] } });
  expect(rows.get('scorer')?.gaps.find(({ kind }) => kind === 'unheard')).toMatchObject({ severity: null, isWhole: true });

  const ranker = rows.get('ranker');
  expect(ranker?.told.page.map(({ id }) => id)).toEqual(['oncall', 'room']);
  expect(ranker?.told.ticket.map(({ id }) => id)).toEqual(['room']);
  const blind = ranker?.gaps.filter((gap) => gap.kind === 'blind').flatMap(({ rules }) => rules) ?? [];
  expect([blind.includes('Loads slowly'), blind.includes('Nobody calls'), blind.includes('Answers too slowly')]).toEqual([
    ...[true, false, false],
  ]);
  expect((ranker?.watching ?? 0) - (rows.get('voice')?.watching ?? 0)).toBe(2);
});

test('names what is silenced, and for how long, and no silence that is over', async () => {
  const endsAt = now + hourMs;
  const matcher = { team: 'speech', rules: [], kinds: [], account: null, region: null, name: 'voi*' };
  const said = { startsAt: now - minuteMs, endsAt, reason: 'a deployment', by: { id: 'p', name: 'Ada' }, at: now - minuteMs };
  await transaction(owner, (client) => makeSilence(client, { ...matcher, ...said }));
  expect((await by()).get('voice')).toMatchObject({
    word: 'nobody',
    gaps: expect.arrayContaining([
      expect.objectContaining({ kind: 'silenced', until: endsAt, reason: 'a deployment', isWhole: true }),
    ]),
  });
  expect((await by(everyScope(), endsAt + minuteMs)).get('voice')?.gaps.some(({ kind }) => kind === 'silenced')).toBe(false);
});

test('once nothing was read for a while, the status alone can be judged', async () => {
  const { judged, gaps } = (await by(everyScope(), now + 40 * minuteMs)).get('ranker') ?? { judged: 0, gaps: [] };
  expect(judged).toBe(1);
  expect(gaps).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'blind', absence: 'late' })]));
});

test('a team sees its own; nobody sees where a channel leads', async () => {
  const rows = await by(teamsScope(['search']));
  expect([...rows.keys()]).toEqual(['ranker']);
  const search = { told: ['nobody', 'part', 'told'] };
  const exported = await exportTable('alert-coverage')(everyScope(), { ...ask, from: now - hourMs, to: now, search });
  expect(exported.map(({ endpoint, would_be_told }) => [endpoint, would_be_told])).toContainEqual(['scorer', 'nobody']);
  expect(JSON.stringify([exported, [...(await by()).values()]])).not.toContain('hooks.example');
});
