import { describe, expect, test } from 'vitest';
import { expireAlerts } from '#lib/store/alerts.ts';
import { dayMs, hourMs, minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, keys, start, well } from './testing/alert-world.ts';
import { receiver } from './testing/receiver.ts';

const { owner, worker, seed, judge, send, sendAt, kept } = await alertWorld();

describe('at least once, under the same key', () => {
  test('however the receiver fails, until it does not', async () => {
    const failures = {
      trouble: await receiver((_, response, nth) => void response.writeHead(nth < 2 ? 500 : 200).end('trouble at /hook-s3cret')),
      elsewhere: await receiver(
        (_, response, nth) => void response.writeHead(nth === 0 ? 302 : 200, { Location: 'http://localhost:1/' }).end(),
      ),
      cut: await receiver((_, response, nth) => {
        response.writeHead(200, { 'Content-Length': 100 }).write('half');
        if (nth === 0) setImmediate(() => response.destroy());
        else response.end('x'.repeat(96));
      }),
    };
    const config = configOf(failures);
    await judge(config, broken(['ranker']), start);
    await sendAt(config, 0);
    expect((await kept(start)).map(({ channel, state, answer }) => [channel, state, answer])).toEqual([
      ['trouble', 'waiting', '500 trouble at …'],
      ['elsewhere', 'waiting', '302 to http://localhost:1: redirects are not followed'],
      ['cut', 'waiting', 'the connection was cut'],
    ]);
    // Too early: nobody is asked.
    await send(config, start + 9000);
    expect(Object.values(failures).map(({ received }) => received.length)).toEqual([1, 1, 1]);
    await sendAt(config, 1, 2, 3);
    expect(Object.values(failures).map(({ received }) => received.length)).toEqual([3, 2, 2]);
    for (const { received } of Object.values(failures)) expect(new Set(keys(received)).size).toBe(1);
    expect((await kept(start + hourMs)).map(({ state, tries }) => [state, tries])).toEqual([
      ['sent', 3],
      ['sent', 2],
      ['sent', 2],
    ]);
  });

  test('a receiver that never answers holds nobody else up, and what came before is told before', async () => {
    let isMute = true;
    const mute = await receiver((_, response) => void (isMute || response.end()));
    const hook = await well();
    const config = configOf({ mute, hook });
    await judge(config, broken(['ranker']), start);
    await send(config, start, 100);
    expect([mute.received.length, hook.received.length]).toEqual([1, 1]);
    expect((await kept(start))[0]?.answer).toBe('no answer within 0.1 s');
    await judge(config, holds(['ranker']), start + minuteMs / 12);
    await judge(config, holds(['ranker']), start + 6 * minuteMs);
    // Decided while the first waits for its next try: the end is not told before the beginning.
    await owner.pool.query(`update notification set next_at = $1 where tries > 0`, [new Date(start + 7 * minuteMs)]);
    isMute = false;
    await sendAt(config, 6);
    expect(mute.received.length).toBe(1);
    await sendAt(config, 7);
    expect(mute.received.map(({ body }) => body.event)).toEqual(['fired', 'fired', 'resolved']);
  });

  test('who asks for time gets it, for all that waits', async () => {
    const busy = await receiver(
      (_, response, nth) => void response.writeHead(nth === 0 ? 429 : 200, { 'Retry-After': '120' }).end('slow down'),
    );
    const config = configOf({ busy });
    await judge(config, broken(['ranker']), start);
    await sendAt(config, 0);
    await judge(config, broken(['ranker', 'scorer']), start + minuteMs);
    await sendAt(config, 1, 1.9);
    expect(busy.received).toHaveLength(1);
    expect((await kept(start + 2 * minuteMs)).map(({ answer, nextAt }) => [answer, nextAt])).toContainEqual([
      '429 slow down',
      start + 120_000,
    ]);
    await sendAt(config, 2);
    expect(busy.received).toHaveLength(3);
  });

  test('a worker that dies between sending and writing that down', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker']), start);
    await owner.pool.query(`alter table notification add constraint none check (state <> 'sent')`);
    await expect(send(config, start)).rejects.toThrow('none');
    await owner.pool.query('alter table notification drop constraint none');
    expect((await kept(start))[0]).toMatchObject({ state: 'waiting', tries: 0 });
    await send(config, start);
    expect([hook.received.length, new Set(keys(hook.received)).size]).toEqual([2, 1]);
  });

  test('a worker whose connection is ended while it sends', async () => {
    const hook = await receiver(async (_, response, nth) => {
      if (nth === 0) {
        await owner.pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
        );
      }
      response.end();
    });
    const config = configOf({ hook });
    await judge(config, broken(['ranker']), start);
    await expect(send(config, start)).rejects.toThrow();
    await send(config, start);
    expect([hook.received.length, new Set(keys(hook.received)).size]).toEqual([2, 1]);
    expect((await kept(start))[0]?.state).toBe('sent');
  });

  test('five workers at once send each once, and ten in ten seconds', async () => {
    const hook = await well();
    const config = configOf({ hook });
    for (let nth = 0; nth < 20; nth += 1) {
      const name = `one-${nth}`;
      await seed(name, `team-${nth}`);
      await judge(
        config,
        [...Array(nth + 1).keys()].flatMap((n) => broken([`one-${n}`])),
        start + nth,
      );
    }
    const five = (at: number) => Promise.all([1, 2, 3, 4, 5].map(() => send(config, at)));
    await five(start + 20);
    // Each worker may have one more under way.
    expect(hook.received.length).toBeGreaterThanOrEqual(10);
    expect(hook.received.length).toBeLessThanOrEqual(14);
    const before = hook.received.length;
    await five(start + 9000);
    expect(hook.received).toHaveLength(before);
    await five(start + 11_000);
    expect([hook.received.length, new Set(keys(hook.received)).size]).toEqual([20, 20]);
  });
});

describe('what cannot be told', () => {
  test('is given up after a day of failures, and stays listed', async () => {
    const dead = await receiver((_, response) => void response.writeHead(500).end());
    const config = configOf({ dead });
    await judge(config, broken(['ranker']), start);
    await send(config, start + dayMs);
    expect((await kept(start + 2 * dayMs))[0]).toMatchObject({ state: 'waiting', tries: 1 });
    await send(config, start + 1.5 * dayMs);
    await send(config, start + 2 * dayMs + 1);
    const [told] = await kept(start + 3 * dayMs);
    expect(told).toMatchObject({ state: 'dead', tries: 3, answer: '500', sentAt: null, nextAt: null });
    await send(config, start + 4 * dayMs);
    expect([dead.received.length, new Set(keys(dead.received)).size]).toEqual([3, 1]);
  });

  test('is given up when its channel is no more', async () => {
    const hook = await well();
    await judge(configOf({ hook }), broken(['ranker']), start);
    // A worker that still goes by the file before it must not give up what it does not know.
    await send(configOf({}), start + 14 * minuteMs);
    expect((await kept(start))[0]).toMatchObject({ state: 'waiting' });
    await send(configOf({}), start + 16 * minuteMs);
    expect((await kept(start))[0]).toMatchObject({ state: 'dead', answer: 'the channel is not in trailwatch.yaml any more' });
  });

  test('is not sent into the private network unless it may be', async () => {
    const hook = await well();
    const config = configOf({ hook }, { allowPrivate: false });
    await judge(config, broken(['ranker']), start);
    await send(config, start);
    expect([hook.received, (await kept(start))[0]?.answer]).toEqual([[], expect.stringContaining('private network')]);
  });

  test('waits no longer where a clock was set back', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker']), start + 5 * hourMs);
    await send(config, start);
    expect(hook.received).toHaveLength(1);
  });

  test('goes with its alerts', async () => {
    const hook = await well();
    const config = configOf({ hook });
    await judge(config, broken(['ranker', 'query']), start);
    await judge(config, holds(['ranker', 'query']), start + minuteMs);
    await judge(config, holds(['ranker', 'query']), start + 9 * minuteMs);
    const count = async () => (await owner.pool.query('select from notification')).rowCount;
    expect(await count()).toBe(2);
    await expireAlerts(worker, { before: new Date(start + dayMs), most: 1 });
    expect(await count()).toBe(2);
    await expireAlerts(worker, { before: new Date(start + dayMs), most: 1 });
    expect([await count(), (await owner.pool.query('select from notification_alert')).rowCount]).toEqual([0, 0]);
  });
});
