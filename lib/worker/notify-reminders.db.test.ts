import { describe, expect, test, vi } from 'vitest';
import { mailServer } from '#lib/notify/testing/mail-server.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, keys, start, well } from './testing/alert-world.ts';
import { type Received, receiver } from './testing/receiver.ts';

const { owner, judge, send, remindAt, kept } = await alertWorld();
const repeatAfter = '4h';
const events = ({ received }: { received: Received[] }) =>
  received.map(({ body }) => `${body.event} ${(body.alerts as { name: string }[]).map(({ name }) => name).join(' ')}`);
const repeating = async (more: object = {}) => {
  const hook = await well();
  return { hook, config: configOf({ hook: { ...hook, repeatAfter, ...more } }) };
};
/** A round of reminders and one of sending, at so many hours after the start. */
async function pass(config: Parameters<typeof send>[0], hour: number): Promise<number> {
  const made = await remindAt(config, start + hour * hourMs);
  await send(config, start + hour * hourMs);
  return made;
}

describe('reminders', () => {
  test('come every so long, each under a key of its own, until it ends', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker', 'query']), start);
    for (const hour of [0, 3.99, 4, 4.1, 7.99, 8]) await pass(config, hour);
    expect(events(hook)).toEqual(['fired query ranker', 'reminder query ranker', 'reminder query ranker']);
    expect(new Set(keys(hook.received)).size).toBe(3);
    expect(hook.received[1]?.body.headline).toBe('Still open: Fails calls · 2 resources');
    for (const minute of [0, 9])
      await judge(config, [...broken(['ranker']), ...holds(['query'])], start + 9 * hourMs + minute * minuteMs);
    await pass(config, 12);
    expect(events(hook).slice(3)).toEqual(['reminder ranker']);
    for (const minute of [0, 9]) await judge(config, holds(['ranker']), start + 13 * hourMs + minute * minuteMs);
    for (const hour of [14, 20, 40]) await pass(config, hour);
    expect(events(hook).slice(4)).toEqual(['resolved query ranker']);
  });

  test('are of what nobody acknowledged', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker', 'query']), start);
    await pass(config, 0);
    await owner.pool.query(`update alert set acknowledged_at = $1 where name = 'ranker'`, [new Date(start)]);
    await pass(config, 4);
    await owner.pool.query('update alert set acknowledged_at = $1', [new Date(start)]);
    expect(await pass(config, 8)).toBe(0);
    expect(events(hook)).toEqual(['fired query ranker', 'reminder query']);
  });

  test('that wait to be sent are dropped when it ends or is acknowledged first', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    expect(await remindAt(config, start + 4 * hourMs)).toBe(1);
    await owner.pool.query('update alert set acknowledged_at = $1', [new Date(start)]);
    await send(config, start + 4 * hourMs);
    expect(events(hook)).toEqual(['fired ranker']);
    expect((await kept(start + 5 * hourMs)).map(({ step, answer }) => [step, answer])).toEqual([
      ['fired', '200 thanks'],
      ['reminder', 'nothing to tell: it is over, or somebody acknowledged it'],
    ]);
  });

  test('say how it is, not how it was', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    const worse = broken(['ranker']).map((one) => ({ ...one, sentence: 'answers 9 % of calls with 5xx', figure: '9 %' }));
    await judge(config, worse, start + hourMs);
    await pass(config, 4);
    expect(hook.received.map(({ body }) => (body.alerts as { figure: string }[])[0]?.figure)).toEqual(['4.1 %', '9 %']);
  });

  test('are made once by five workers at once, and the same is sent again after one died', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    // Each has seen that none is there before any makes one.
    const gate = await owner.pool.connect();
    await gate.query('begin; lock table notification in share row exclusive mode');
    const making = [1, 2, 3, 4, 5].map(() => remindAt(config, start + 4 * hourMs));
    await vi.waitUntil(async () => {
      const { rowCount } = await owner.pool.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return (rowCount ?? 0) > 1;
    }, 10_000);
    await gate.query('commit');
    gate.release();
    const made = await Promise.all(making);
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(1);
    await owner.pool.query(`alter table notification add constraint none check (step <> 'reminder' or state <> 'sent')`);
    await expect(send(config, start + 4 * hourMs)).rejects.toThrow('none');
    await owner.pool.query('alter table notification drop constraint none');
    await send(config, start + 4 * hourMs);
    expect([events(hook), new Set(keys(hook.received)).size]).toEqual([
      ['fired ranker', 'reminder ranker', 'reminder ranker'],
      2,
    ]);
  });

  test('begin with what arrived: none is made while the beginning, or one before it, is on its way', async () => {
    const slow = await receiver((_, response, nth) => void response.writeHead([0, 2].includes(nth) ? 500 : 200).end());
    const config = configOf({ slow: { ...slow, repeatAfter } });
    await judge(config, broken(['ranker']), start);
    await send(config, start);
    expect(await remindAt(config, start + 5 * hourMs)).toBe(0);
    await send(config, start + 5 * hourMs);
    expect(await remindAt(config, start + 8 * hourMs)).toBe(0);
    expect(await pass(config, 9)).toBe(1);
    expect(await pass(config, 14)).toBe(0);
    expect(events(slow)).toEqual(['fired ranker', 'fired ranker', 'reminder ranker', 'reminder ranker']);
  });

  test('come in the hours of the channel, and of what it hears of', async () => {
    const { hook, config } = await repeating({ hours: { from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' } });
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    await pass(config, 8.5);
    // From 17:12 to 8:00 and on.
    await pass(config, 12.5);
    await pass(config, 23);
    await pass(config, 23.5);
    expect(events(hook)).toEqual(['fired ranker', 'reminder ranker', 'reminder ranker']);
    expect(await remindAt(configOf({ hook: { ...hook, repeatAfter, teams: ['fraud'] } }), start + 5 * dayMs)).toBe(0);
  });

  test('are of what nobody silenced', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker', 'query']), start);
    await pass(config, 0);
    await owner.pool.query(
      `insert into silence (team, rules, kinds, name, starts_at, ends_at, reason, made_by_id, made_by, made_at)
       values ('search', '{}', '{}', 'ran*', $1, $2, 'x', 'x', 'x', $1)`,
      [new Date(start), new Date(start + dayMs)],
    );
    await pass(config, 4);
    await owner.pool.query('truncate silence');
    expect(events(hook)).toEqual(['fired query ranker', 'reminder query']);
  });

  test('of what came back count from then', async () => {
    const { hook, config } = await repeating();
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    for (const minute of [0, 9]) await judge(config, holds(['ranker']), start + hourMs + minute * minuteMs);
    await judge(config, broken(['ranker']), start + 1.5 * hourMs);
    await pass(config, 1.5);
    await pass(config, 4);
    expect(await pass(config, 5.5)).toBe(1);
    expect(events(hook)).toEqual(['fired ranker', 'resolved ranker', 'again ranker', 'reminder ranker']);
  });

  test('where a clock was set back, do not wait for it', async () => {
    const { config } = await repeating();
    await judge(config, broken(['ranker']), start + 10 * dayMs);
    await send(config, start + 10 * dayMs);
    expect(await remindAt(config, start)).toBe(1);
    expect(await remindAt(config, start + hourMs)).toBe(0);
  });

  test('answer the mail that began it, and raise PagerDuty’s incident again', async () => {
    const mail = await mailServer();
    const pd = await well();
    const config = configOf({
      mail: {
        kind: 'email',
        host: 'localhost',
        port: mail.port,
        tls: 'none',
        from: 'a@b.example',
        to: ['mia@b.example'],
        repeatAfter,
      },
      pd: { ...pd, kind: 'pagerduty', repeatAfter },
    });
    await judge(config, broken(['ranker']), start);
    await pass(config, 0);
    await pass(config, 4);
    const [first, second] = mail.received.map(({ headers }) => headers);
    expect(second).toMatchObject({
      'in-reply-to': first?.['message-id'],
      subject: expect.stringContaining('Still open: Fails calls'),
    });
    expect(pd.received.map(({ body }) => body.event_action)).toEqual(['trigger', 'trigger']);
    expect(new Set(pd.received.map(({ body }) => body.dedup_key)).size).toBe(1);
  });
});
