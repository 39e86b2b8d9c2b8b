import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlertRuleId } from '#lib/catalog/alert-rules.ts';
import { minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, start, well } from './testing/alert-world.ts';
import type { Received } from './testing/receiver.ts';

const { owner, seed, judge, sendAt, kept } = await alertWorld();

const at = (minute: number): number => start + minute * minuteMs;
/** What a hook heard: "fired endpoint_errors query, ranker". */
const events = ({ received }: { received: Received[] }) =>
  received.map(({ body }) => {
    const names = (body.alerts as { name: string; rule: string }[]).map(({ name, rule }) => `${name} ${rule.slice(9)}`);
    return `${body.event} ${names.join(', ')}`;
  });

describe('one cause is told once', () => {
  test('what breaks next on the same endpoint joins what was told, and all of it ends with the last', async () => {
    const hook = await well();
    const config = configOf({ hook });
    const rules: AlertRuleId[] = ['endpoint_errors', 'endpoint_latency', 'endpoint_memory'];
    const all = (count: number) => rules.slice(0, count).flatMap((rule) => broken(['ranker'], rule));
    for (const [minute, count] of [
      [0, 1],
      [4, 2],
      [40, 3],
    ] as const) {
      await judge(config, all(count), at(minute));
      await sendAt(config, minute);
    }
    const held = (minute: number, names: AlertRuleId[]) =>
      judge(config, [...names.flatMap((rule) => holds(['ranker'], rule)), ...broken(['ranker'], 'endpoint_memory')], at(minute));
    for (const minute of [50, 60]) await held(minute, ['endpoint_errors', 'endpoint_latency']);
    await sendAt(config, 60);
    expect(events(hook)).toEqual(['fired ranker errors']);
    for (const minute of [61, 70, 79])
      await judge(
        config,
        rules.flatMap((rule) => holds(['ranker'], rule)),
        at(minute),
      );
    await sendAt(config, 79);
    expect(events(hook).slice(1)).toEqual(['resolved ranker errors, ranker latency, ranker memory']);
    expect(hook.received[1]?.body).toMatchObject({
      headline: 'Resolved: Fails calls and 2 more · ranker',
      total: 3,
      resources: 1,
    });
    const told = await kept(at(90));
    expect(told.map(({ step, joinedAt, rule }) => [step, joinedAt, rule])).toEqual([
      ['fired', null, 'endpoint_errors'],
      ['resolved', null, 'endpoint_errors'],
      ['fired', at(4), 'endpoint_errors'],
      ['resolved', null, 'endpoint_errors'],
      ['fired', at(40), 'endpoint_errors'],
      ['resolved', null, 'endpoint_errors'],
    ]);
  });

  test('what is graver is told; an hour later, and of another endpoint minutes later, so is anything', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker'], 'endpoint_memory'), at(0));
    await judge(config, broken(['ranker'], 'endpoint_disk'), at(10));
    await judge(config, broken(['ranker'], 'endpoint_errors'), at(20));
    await judge(config, broken(['query'], 'endpoint_errors'), at(24));
    await judge(config, broken(['query'], 'endpoint_latency'), at(28));
    await judge(config, broken(['query'], 'endpoint_down'), at(90));
    for (const one of ['late-1', 'late-2']) await seed(one, 'search');
    await judge(config, broken(['late-1'], 'endpoint_down'), at(94));
    await judge(config, broken(['late-2'], 'endpoint_down'), at(96));
    for (const minute of [97, 98]) await sendAt(config, minute);
    expect(events(hook)).toEqual([
      'fired ranker memory, ranker disk',
      'fired query errors, ranker errors, query latency',
      'fired late-1 down, query down',
      'fired late-2 down',
    ]);
  });

  test('forty that go within minutes are one message', async () => {
    const hook = await well();
    const config = configOf({ hook });
    const names = Array.from({ length: 40 }, (_, nth) => `many-${String(nth).padStart(2, '0')}`);
    for (const name of names) await seed(name, 'search');
    for (const minute of [0, 1, 2, 3])
      await judge(config, broken(names.slice(0, 10 * (minute + 1)), 'endpoint_down'), at(minute));
    await sendAt(config, 4);
    for (const [minute, count] of [
      [10, 39],
      [20, 39],
      [21, 40],
      [31, 40],
    ] as const) {
      await judge(
        config,
        [...holds(names.slice(0, count), 'endpoint_down'), ...broken(names.slice(count), 'endpoint_down')],
        at(minute),
      );
      await sendAt(config, minute);
    }
    expect(hook.received.map(({ body }) => [body.event, body.total])).toEqual([
      ['fired', 40],
      ['resolved', 40],
    ]);
  });

  test('thousands at once are one message of each team, and end with one', async () => {
    const config = configOf({ hook: { url: 'http://127.0.0.1:1/' } });
    const names = Array.from({ length: 2000 }, (_, nth) => `many-${nth}`);
    await owner.pool.query(
      `insert into resource (account, region, kind, name, arn, team, team_reason, status, description, hash, created_at, first_seen_at, last_seen_at)
       select account, region, kind, 'many-' || n, 'many-' || n, 'team-' || n % 5, team_reason, status, description, hash, created_at, first_seen_at,
         last_seen_at from resource cross join generate_series(0, 1999) n where name = 'ranker'`,
    );
    await judge(config, broken(names), at(0));
    await judge(config, [...broken(names), ...broken(names, 'endpoint_latency')], at(2));
    for (const minute of [3, 12]) await judge(config, [...holds(names), ...holds(names, 'endpoint_latency')], at(minute));
    const { rows } = await owner.pool.query('select step, count(*)::int as n from notification group by 1 order by 1');
    expect(rows).toEqual([
      { step: 'fired', n: 5 },
      { step: 'resolved', n: 5 },
    ]);
  });

  test('failed jobs are facts each', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker'], 'job_failed'), at(0));
    await judge(config, broken(['ranker', 'query'], 'job_failed'), at(2));
    await judge(config, [...broken(['ranker', 'query'], 'job_failed'), ...broken(['ranker'], 'endpoint_disk')], at(3));
    await sendAt(config, 3);
    expect(hook.received.map(({ body }) => body.headline)).toEqual([
      'Alert: A job failed · ranker',
      'Alert: A job failed · query',
      'Alert: Is short of disk · ranker',
    ]);
  });

  test('who does not hear of the graver hears of the lesser', async () => {
    const [tickets, disks] = await Promise.all([well(), well()]);
    const config = configOf({ tickets: { ...tickets, severities: ['ticket'] }, disks: { ...disks, rules: ['endpoint_disk'] } });
    await judge(config, broken(['ranker'], 'endpoint_errors'), at(0));
    await judge(config, broken(['ranker'], 'endpoint_memory'), at(1));
    await judge(config, broken(['ranker'], 'endpoint_disk'), at(2));
    await sendAt(config, 2);
    expect([events(tickets), events(disks)]).toEqual([['fired ranker memory, ranker disk'], ['fired ranker disk']]);
  });

  test('what came back and is silenced holds no incident open', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker', 'query']), at(0));
    for (const minute of [1, 9]) await judge(config, [...holds(['ranker']), ...broken(['query'])], at(minute));
    await owner.pool.query(
      `insert into silence (team, rules, kinds, name, starts_at, ends_at, reason, made_by_id, made_by, made_at)
       values ('search', '{}', '{}', 'ranker', $1, $2, 'x', 'x', 'x', $1)`,
      [new Date(at(9)), new Date(at(600))],
    );
    await judge(config, broken(['ranker', 'query']), at(12));
    for (const minute of [20, 30]) await judge(config, [...broken(['ranker']), ...holds(['query'])], at(minute));
    await owner.pool.query('truncate silence');
    await sendAt(config, 30);
    expect(events(hook)).toEqual(['fired query errors, ranker errors', 'resolved query errors, ranker errors']);
  });

  test('what was given up takes nothing with it', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker']), at(0));
    await owner.pool.query(`update notification set state = 'dead'`);
    await judge(config, broken(['ranker'], 'endpoint_latency'), at(1));
    await sendAt(config, 1);
    expect(events(hook)).toEqual(['fired ranker latency']);
  });
});

test('whatever breaks and mends: what began is told or joined once, and every incident ends once', async () => {
  const names = ['ranker', 'query', 'scorer'];
  const rules: AlertRuleId[] = ['endpoint_errors', 'endpoint_latency', 'endpoint_memory'];
  const states = fc.array(fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), { minLength: 2, maxLength: 8 });
  const gaps = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 8, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(states, gaps, async (rounds, between) => {
      await owner.pool.query('truncate alert, alert_transition, notification, notification_alert');
      const config = configOf({ hook: { url: 'http://127.0.0.1:1/' } });
      let minute = 0;
      for (const [nth, round] of [...rounds, ...well9].entries()) {
        minute += between[nth] ?? 9;
        const readings = rules.flatMap((rule, r) =>
          names.flatMap((name, n) => [
            ...broken(round[3 * r + n] ? [name] : [], rule),
            ...holds(round[3 * r + n] ? [] : [name], rule),
          ]),
        );
        await judge(config, readings, at(minute));
        await judge(config, readings, at(minute + 9));
        minute += 9;
      }
      const { rows } = await owner.pool.query<{ missing: number; twice: number; open: number; ends: number; begun: number }>(
        `select (select count(*)::int from alert_transition t where t.step = 'fired' and not exists (
             select from notification_alert l where (l.account, l.alert, l.seq) = (t.account, t.alert, t.seq))) as missing,
           (select count(*)::int from (select from notification_alert group by account, alert, seq having count(*) > 1) x) as twice,
           (select count(*)::int from alert where resolved_at is null) as open,
           (select count(*)::int from notification where step in ('resolved', 'gone')) as ends,
           (select count(*)::int from notification where step in ('fired', 'again')) as begun`,
      );
      const [found] = rows;
      expect(found).toMatchObject({ missing: 0, twice: 0, open: 0, ends: found?.begun });
    }),
    { numRuns: 8 },
  );
});
/** Long enough for what came back again and again. */
const well9 = Array.from({ length: 8 }, () => Array.from({ length: 9 }, () => false));
