import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sealSamples } from '#lib/store/seal.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { seedEndpoint } from '#lib/testing/seed-fleet.ts';
import { minuteMs } from '#lib/time.ts';
import { receiver } from '#lib/worker/testing/receiver.ts';

const owner = await testDatabase();
const home = mkdtempSync(join(tmpdir(), 'trailwatch alerts '));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const hook = await receiver((_, response) => void response.end('thanks'));
const broken = await receiver((_, response) => void response.writeHead(500).end('no such room'));
const config = {
  alerts: {
    ...{ url: 'https://trailwatch.example', allowPrivate: true },
    rules: [
      { id: 'slow', title: 'Slow', threshold: { metric: 'ModelLatency', statistic: 'p99', above: '1 s', for: '3 of 5' } },
      { id: 'budget', title: 'Budget', burn: { metric: 'Invocation5XXErrors', of: 'Invocations', objective: 99 } },
      { id: 'surge', title: 'Surge', change: { metric: 'Invocations', above: 3, atLeast: 100 } },
      { id: 'slower', title: 'Slower', change: { metric: 'ModelLatency', statistic: 'p99', above: 1.5, atLeast: '1 ms' } },
    ],
    channels: [
      { id: 'hook', kind: 'webhook', url: hook.url, secret: '0123456789abcdef' },
      { id: 'pd', kind: 'pagerduty', url: hook.url, key: 'routing' },
      { id: 'broken', kind: 'webhook', url: broken.url, secret: '0123456789abcdef' },
    ],
  },
};
const file = (name: string, content: object): string => {
  const path = join(home, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const used = file('trailwatch.yaml', config);

async function run(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const env = { ...process.env, DATABASE_URL: owner.url, TRAILWATCH_CONFIG: used, TRAILWATCH_HOME: home };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'alerts', ...args], { env });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  const [status] = (await once(child, 'close')) as [number];
  return { status, ...said };
}

beforeAll(async () => {
  const readTo = Math.floor(Date.now() / minuteMs) * minuteMs - 2 * minuteMs;
  const figures = { 'endpoint.latency.model p99': (minute: number) => (minute >= -200 && minute < -170 ? 1_500_000 : 200_000) };
  await seedEndpoint(owner, { name: 'ranker', team: 'search', figures, hours: 30 }, readTo);
  await seedEndpoint(
    owner,
    { name: 'calm', team: 'search', figures: { 'endpoint.latency.model p99': () => 200_000 }, hours: 30 },
    readTo,
  );
  await owner.pool.query(
    `insert into series_ledger (account, series_id, region, asked) select account, id, region, int4multirange(int4range($1::int, $2::int)) from series`,
    [readTo / minuteMs - 40 * 60, readTo / minuteMs],
  );
});

describe('backtest', () => {
  test('says when a rule would have fired, and on what', async () => {
    const { status, stdout } = await run('backtest', 'slow', '--since', '1d');
    expect([status, stdout]).toEqual([0, expect.stringContaining('p99 ModelLatency above 1 s, 3 of 5 min')]);
    expect(stdout).toMatch(/over 2 endpoints, .*: it would have fired 1 time, on 1 of them/);
    expect(stdout).toMatch(/37 min .*ranker {2}p99 ModelLatency of AllTraffic was 1.5 s, above 1 s, 3 of 5 min/);
  });

  test('of a file that is not in use yet, as JSON and nothing else', async () => {
    const [rule] = config.alerts.rules;
    const edited = { alerts: { ...config.alerts, rules: [{ ...rule, threshold: { ...rule?.threshold, above: '2 s' } }] } };
    const { status, stdout } = await run('backtest', 'slow', '--config', file('edited.yaml', edited), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ rule: 'slow', resources: 2, firings: [] });
  });

  test.each([
    [['backtest', 'fast'], 'no rule fast', 'slow'],
    [['backtest', 'endpoint_errors'], 'always there', 'slow'],
    [['backtest', 'slow', '--since', 'long'], '--since long is no span', '15d'],
    [['backtest'], 'expected: alerts backtest RULE', '--help'],
    [['test', 'nowhere'], 'no channel nowhere', 'hook, pd, broken'],
  ])('%j is told how it is meant', async (args, message, mend) => {
    const { status, stderr } = await run(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).toContain(mend);
  });

  test('of what looks weeks back, and how far back it does', async () => {
    const readTo = Math.floor(Date.now() / minuteMs) * minuteMs - 2 * minuteMs;
    const surge = (minute: number) => minute >= -300 && minute < -200;
    const figures = {
      'endpoint.invocations Sum': (minute: number) => (surge(minute) ? 500 : 100),
      'endpoint.errors.5xx Sum': (minute: number) => (surge(minute) ? 200 : 0),
      'endpoint.latency.model p99': (minute: number) => (surge(minute) ? 900_000 : 200_000),
    };
    await seedEndpoint(owner, { name: 'weekly', team: 'search', figures, hours: 24 * 30 }, readTo);
    await owner.pool.query(
      `insert into series_ledger (account, series_id, region, asked)
       select account, id, region, int4multirange(int4range($1::int, $2::int)) from series where name = 'weekly'`,
      [readTo / minuteMs - 30 * 1440, readTo / minuteMs],
    );
    await sealSamples(owner, { now: readTo, keptDays: 60 });
    const budget = await run('backtest', 'budget');
    expect(budget.stdout).toMatch(/it would have fired 1 time, on 1 of them/);
    expect(budget.stdout).toContain('it begins no earlier: a window of 3 d needs its minutes, which are kept for 15 days');
    expect(budget.stdout).toMatch(
      /weekly {2}Invocation5XXErrors are [\d.]+ % of [\d\s]+ Invocations in the last .* of the budget of 30 d is left/,
    );
    const surged = await run('backtest', 'surge');
    expect(surged.stdout).toMatch(/it would have fired 1 time, on 1 of them/);
    expect(surged.stdout).not.toContain('it begins no earlier');
    expect(surged.stdout).toMatch(
      /weekly {2}Sum Invocations of the last 30 min is [\d\s]+, [\d.]+ × the 3.000 of the same time in former weeks \(median of 4\)/,
    );
    const slower = await run('backtest', 'slower');
    expect(slower.stdout).toContain('it begins no earlier: two former weeks of a percentile need its minutes');
    expect(slower.stdout).toMatch(/it would have fired 1 time, on 1 of them/);
  });
});

describe('test', () => {
  test('tells a channel, and says what it answered', async () => {
    const { status, stdout } = await run('test', 'hook');
    expect([status, stdout]).toEqual([0, 'hook (webhook) took it: 200 thanks\n']);
    expect(hook.received.at(-1)?.body).toMatchObject({
      event: 'fired',
      headline: expect.stringContaining('This is a test of the channel'),
    });
  });

  test('ends at once what pages somebody', async () => {
    const before = hook.received.length;
    expect((await run('test', 'pd')).status).toBe(0);
    const bodies = hook.received.slice(before).map(({ body }) => body);
    expect(bodies.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
    expect(new Set(bodies.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  });

  test('fails where the channel does', async () => {
    const { status, stdout } = await run('test', 'broken', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ channel: 'broken', isSent: false, answer: '500 no such room' });
  });
});
