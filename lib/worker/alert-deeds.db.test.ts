import { beforeEach, describe, expect, test } from 'vitest';
import { listAlertDeeds, listAlertSilences } from '#lib/queries/alert-deeds.ts';
import { countAlerts, getAlert, listAlerts } from '#lib/queries/alerts.ts';
import { getShell } from '#lib/queries/shell.ts';
import { acknowledgeAlert, unacknowledgeAlert } from '#lib/store/acknowledgements.ts';
import { assignAlert, commentOnAlert, tellEndedSnoozes } from '#lib/store/alert-deeds.ts';
import { expireAlerts } from '#lib/store/alerts.ts';
import { transaction } from '#lib/store/transaction.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { dayMs, minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, start, well } from './testing/alert-world.ts';

const { owner, worker, judge, send, remindAt, kept } = await alertWorld();
const config = configOf({});
const at = (minute: number) => start + minute * minuteMs;
const ada = { id: 'a', name: 'Ada' };
const mia = { id: 'm', name: 'Mia' };
const scope = everyScope();
let id = 0;

beforeEach(async () => {
  await owner.pool.query('truncate silence');
  await judge(config, broken(['ranker']), start);
  id = (await listAlerts(scope, asked(0))).rows[0]?.id ?? -1;
});

const noFilter = { rules: [], severities: [], state: null, assignees: [] };
const asked = (minute: number, filter = {}) => ({
  ...{ team: 'all', now: at(minute), from: start - dayMs, filter: { ...noFilter, ...filter } },
});
const seen = (minute: number, until: number | null = null, by = ada) =>
  transaction(owner, (client) =>
    acknowledgeAlert(client, id, { teams: 'all', by, at: at(minute), until: until === null ? null : at(until) }),
  );
const given = (minute: number, to: typeof ada | null) =>
  transaction(owner, (client) => assignAlert(client, id, { teams: 'all', by: ada, at: at(minute), to }));
const wrote = (minute: number, said: string, by = ada) =>
  transaction(owner, (client) => commentOnAlert(client, id, { teams: 'all', by, at: at(minute), said }));
const back = (minute: number) =>
  transaction(owner, (client) => unacknowledgeAlert(client, id, { teams: 'all', by: mia, at: at(minute) }));
/** "open", "acknowledged" … as the inbox of that minute says, with who. */
const stands = async (minute: number) => {
  const { acknowledgedBy } = await getAlert(scope, id, asked(minute));
  const [count] = await countAlerts(scope, asked(minute));
  return acknowledgedBy === null ? count?.state : `${count?.state} by ${acknowledgedBy}`;
};
const standsAt = async (...minutes: number[]) => {
  const all: unknown[] = [];
  for (const minute of minutes) all.push(await stands(minute));
  return all;
};
const inShell = async (minute: number) => (await getShell(scope, 'all', at(minute))).counts.alerts;

describe('a snooze', () => {
  test('is an acknowledgement until its end, and what is open then is open again, as of any moment', async () => {
    await seen(10, 70);
    expect(await standsAt(9, 10, 69.9, 70, 100)).toEqual(['open', 'acknowledged by Ada', 'acknowledged by Ada', 'open', 'open']);
    expect([await inShell(69.9), await inShell(70)]).toEqual([0, 1]);
    await seen(100, 160, mia);
    expect(await standsAt(60, 80, 120, 160)).toEqual(['acknowledged by Ada', 'open', 'acknowledged by Mia', 'open']);
  });

  test('takes the place of another end and of none; the same again changes nothing', async () => {
    await seen(10, 70);
    await expect(seen(11, 70)).rejects.toThrow('not snoozed until then');
    await seen(12, 200);
    expect((await getAlert(scope, id, asked(13))).snoozedUntil).toBe(at(200));
    await seen(14);
    expect((await getAlert(scope, id, asked(300))).snoozedUntil).toBeNull();
    await expect(seen(15)).rejects.toThrow('nobody has acknowledged');
    await seen(16, 76);
    expect(await standsAt(15, 75, 77)).toEqual(['acknowledged by Ada', 'acknowledged by Ada', 'open']);
  });

  test('is taken back while it holds, and not after', async () => {
    await seen(10, 70);
    await back(20);
    expect(await standsAt(15, 20, 30)).toEqual(['acknowledged by Ada', 'open', 'open']);
    await expect(back(21)).rejects.toThrow('somebody has acknowledged');
    await seen(30, 40);
    await expect(back(41)).rejects.toThrow('somebody has acknowledged');
    await seen(42);
    expect(await standsAt(43)).toEqual(['acknowledged by Ada']);
  });

  test('of two at once, one is kept', async () => {
    const did = await Promise.allSettled([1, 2, 3, 4].map(() => seen(10, 70)));
    expect(did.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listAlertDeeds(scope, [await getAlert(scope, id, asked(11))], asked(11))).toHaveLength(1);
  });

  test('is forgotten when the alert comes back after its end; who saw one that is over still stands there', async () => {
    await seen(10, 400);
    for (const minute of [20, 30]) await judge(config, holds(['ranker']), at(minute));
    expect(await standsAt(31, 500)).toEqual(['resolved by Ada', 'resolved by Ada']);
    await judge(config, broken(['ranker']), at(40));
    expect(await standsAt(15, 31, 41)).toEqual(['acknowledged by Ada', 'resolved by Ada', 'open']);
    expect(await inShell(41)).toBe(1);
    await seen(50);
    expect(await standsAt(45, 51)).toEqual(['open', 'acknowledged by Ada']);
  });

  test('holds reminders back, which come when it is over', async () => {
    const hook = await well();
    const loud = configOf({ hook: { ...hook, repeatAfter: '1h' } });
    await judge(loud, broken(['query']), start);
    await send(loud, start);
    id = (await listAlerts(scope, asked(1))).rows.find(({ name }) => name === 'query')?.id ?? -1;
    await seen(10, 150);
    expect([await remindAt(loud, at(60)), await remindAt(loud, at(149))]).toEqual([0, 0]);
    expect(await remindAt(loud, at(150))).toBe(1);
    await send(loud, at(150));
    expect(hook.received.map(({ body }) => body.event)).toEqual(['fired', 'reminder']);
    await remindAt(loud, at(220));
    await seen(221, 300);
    await send(loud, at(222));
    expect((await kept(at(230))).at(-1)?.answer).toContain('nothing to tell');
  });

  test('tells open pages that it is over', async () => {
    await seen(10, 70);
    const over = (after: number, by: number) => tellEndedSnoozes(worker, { after: at(after), by: at(by) });
    expect([await over(68, 69), await over(69, 70), await over(70, 71)]).toEqual([false, true, false]);
    const client = await owner.pool.connect();
    const heard = new Promise((resolve) => client.on('notification', ({ payload }) => resolve(payload)));
    await client.query('listen trailwatch');
    await over(69, 70);
    expect(await heard).toContain('"noun":"alerts"');
    client.release(true);
  });
});

describe('an assignment', () => {
  const whose = async (minute: number) => (await getAlert(scope, id, asked(minute))).assignee?.name ?? 'nobody';

  test('stands until another takes its place, as of any moment', async () => {
    await given(10, ada);
    await given(20, mia);
    await given(30, null);
    expect([await whose(9), await whose(10), await whose(25), await whose(30)]).toEqual(['nobody', 'Ada', 'Mia', 'nobody']);
  });

  test('is kept by an end and by a return', async () => {
    await given(10, mia);
    for (const minute of [20, 30]) await judge(config, holds(['ranker']), at(minute));
    expect(await whose(31)).toBe('Mia');
    await judge(config, broken(['ranker']), at(40));
    expect(await whose(41)).toBe('Mia');
  });

  test('filters the list, and is counted', async () => {
    await judge(config, broken(['query', 'scorer']), at(1));
    await given(10, mia);
    const mine = async (...assignees: string[]) =>
      (await listAlerts(scope, asked(20, { assignees }))).rows.map(({ name }) => name).toSorted();
    expect([await mine('m'), await mine('a'), await mine('a', 'm')]).toEqual([['ranker'], [], ['ranker']]);
    const counts = await countAlerts(scope, asked(20));
    expect(counts.map(({ assignee, count }) => [assignee, count])).toEqual(
      expect.arrayContaining([
        [mia, 1],
        [null, 2],
      ]),
    );
  });

  test('to whom it is assigned already, and of nobody to nobody, is refused, also of several at once', async () => {
    await expect(given(9, null)).rejects.toThrow('somebody has');
    const did = await Promise.allSettled([1, 2, 3, 4].map(() => given(10, mia)));
    expect(did.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('does not end reminders', async () => {
    const hook = await well();
    const loud = configOf({ hook: { ...hook, repeatAfter: '1h' } });
    await judge(loud, broken(['query']), start);
    await send(loud, start);
    id = (await listAlerts(scope, asked(1))).rows.find(({ name }) => name === 'query')?.id ?? -1;
    await given(10, mia);
    expect(await remindAt(loud, at(60))).toBe(1);
  });
});

describe('a comment', () => {
  test('is kept as it was written, in its order, and goes with its alert alone', async () => {
    const said = `<script>alert(1)</script>\n\u202e'; drop table alert; --`;
    await wrote(10, said);
    await wrote(11, 'rolled back', mia);
    const alert = await getAlert(scope, id, asked(12));
    expect((await listAlertDeeds(scope, [alert], asked(10))).map((one) => one.said)).toEqual([said]);
    expect((await listAlertDeeds(scope, [alert], asked(12))).map(({ by, said: text }) => [by, text])).toEqual([
      ['Ada', said],
      ['Mia', 'rolled back'],
    ]);
    for (const statement of [`update alert_deed set said = 'x'`, `insert into alert_deed (account) values ('x')`]) {
      await expect(worker.pool.query(statement)).rejects.toThrow('permission denied');
    }
    for (const minute of [20, 30]) await judge(config, holds(['ranker']), at(minute));
    await expireAlerts(worker, { before: new Date(at(60)), most: 10 });
    expect((await owner.pool.query('select from alert_deed')).rowCount).toBe(0);
  });

  test('that was sent twice is kept once; the same of somebody else, or later, is another', async () => {
    const did = await Promise.allSettled([1, 2, 3].map(() => wrote(10, 'on it')));
    expect(did.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(wrote(15, 'on it')).rejects.toThrow('just now');
    await wrote(15, 'on it', mia);
    await wrote(21, 'on it');
  });
});

test('silences that held while it was open are told with when', async () => {
  const silence = (name: string, from: number, to: number, endedAt: number | null = null) =>
    owner.pool.query(
      `insert into silence (team, rules, kinds, name, starts_at, ends_at, reason, made_by_id, made_by, made_at, ended_at)
       values ('search', '{}', '{}', $1, $2, $3, $1, 'x', 'Omar', $4, $5)`,
      [name, new Date(at(from)), new Date(at(to)), new Date(at(-120)), endedAt === null ? null : new Date(at(endedAt))],
    );
  await silence('ran*', -60, 30);
  await silence('ranker', 40, 600, 50);
  await silence('r*', 45, 90);
  await silence('rank*', -60, -30);
  await silence('query', 10, 20);
  await silence('*', 100, 200);
  const told = async (minute: number) =>
    (await listAlertSilences(scope, await getAlert(scope, id, asked(minute)), asked(minute))).map(
      ({ reason, beganAt, endedAt }) => [
        reason,
        (beganAt - start) / minuteMs,
        endedAt === null ? null : (endedAt - start) / minuteMs,
      ],
    );
  expect(await told(60)).toEqual([
    ['ran*', 0, 30],
    ['ranker', 40, 50],
    ['r*', 45, null],
  ]);
  expect(await told(5)).toEqual([['ran*', 0, null]]);
});
