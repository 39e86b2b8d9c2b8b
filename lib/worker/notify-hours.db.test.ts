import { describe, expect, test } from 'vitest';
import { hourMs, minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, keys, start, well } from './testing/alert-world.ts';
import { type Received, receiver } from './testing/receiver.ts';

const { owner, seed, judge, send, kept } = await alertWorld();

/** From 8 to 18 in Berlin: `start` is 8:42 on a Thursday there. */
const hours = { from: '08:00', to: '18:00', timeZone: 'Europe/Berlin' };
const at = (hour: number, minute = 0): number => Date.parse('2026-11-19T00:00:00Z') + (hour - 1) * hourMs + minute * minuteMs;
const inHours = async (more: object = {}) => {
  const hook = await well();
  return { hook, config: configOf({ hook: { ...hook, hours: { ...hours, ...more } } }) };
};
const events = ({ received }: { received: Received[] }) =>
  received.map(({ body }) => `${body.event} ${(body.alerts as { name: string }[]).map(({ name }) => name).join(' ')}`);

/** Ranker's and query's promises hold for so long that alerts of them end. */
const calm = async (config: Parameters<typeof judge>[0], names: string[], from: number) => {
  for (const minute of [0, 9, 18]) await judge(config, holds(names), from + minute * minuteMs);
};

describe('hours', () => {
  test('what begins in them is told at once, and its end whenever it is', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker']), at(17, 59));
    await send(config, at(17, 59));
    await calm(config, ['ranker'], at(20));
    await send(config, at(21));
    expect(events(hook)).toEqual(['fired ranker', 'resolved ranker']);
  });

  test('what was to be told in them and failed is tried again after them', async () => {
    const slow = await receiver((_, response, nth) => void response.writeHead(nth === 0 ? 500 : 200).end());
    const config = configOf({ slow: { ...slow, hours } });
    await judge(config, broken(['ranker']), at(17, 59));
    await send(config, at(17, 59));
    await send(config, at(18, 5));
    expect(slow.received).toHaveLength(2);
  });

  test('what begins outside of them waits, however long, until they begin', async () => {
    const { hook, config } = await inHours({ days: ['fri'] });
    await judge(config, broken(['ranker']), at(19));
    await send(config, at(19));
    await send(config, at(23));
    expect(hook.received).toEqual([]);
    expect((await kept(at(23)))[0]).toMatchObject({ state: 'waiting', tries: 0, nextAt: at(24 + 8) });
    await send(config, at(24 + 7, 59));
    expect(hook.received).toEqual([]);
    await send(config, at(24 + 8));
    expect(events(hook)).toEqual(['fired ranker']);
  });

  test('of what ended meanwhile nobody hears, neither that it began nor that it ended', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker', 'query']), at(20));
    await calm(config, ['query'], at(22));
    await send(config, at(23));
    expect(hook.received).toEqual([]);
    await send(config, at(24 + 8));
    expect(events(hook)).toEqual(['fired ranker']);
    expect(hook.received[0]?.body.total).toBe(1);
    // The rest ends as ever.
    await calm(config, ['ranker'], at(24 + 9));
    await send(config, at(24 + 10));
    expect(events(hook)).toEqual(['fired ranker', 'resolved ranker']);
    const ofQuery = (await kept(at(24 + 11))).filter(({ name }) => name === 'query');
    expect(ofQuery.map(({ step, state, answer }) => [step, state, answer])).toEqual([['fired', 'sent', '200 thanks']]);
  });

  test('of all of it, nothing is sent', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker']), at(20));
    await calm(config, ['ranker'], at(22));
    await send(config, at(24 + 8));
    expect(hook.received).toEqual([]);
    expect((await kept(at(24 + 9))).map(({ step, answer }) => [step, answer])).toEqual([
      ['fired', 'nothing to tell: it ended before the hours of the channel began'],
      ['resolved', 'nothing to tell: that it began was not told'],
    ]);
  });

  test('what ended and came back is told once', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker']), at(20));
    await calm(config, ['ranker'], at(22));
    await judge(config, broken(['ranker']), at(23));
    await send(config, at(24 + 8));
    await calm(config, ['ranker'], at(24 + 9));
    await send(config, at(24 + 10));
    expect(events(hook)).toEqual(['again ranker', 'resolved ranker']);
  });

  test('which of them are told is settled before anything is sent: each try says the same, and who heard that it began hears that it ended', async () => {
    const slow = await receiver((_, response, nth) => void response.writeHead(nth === 0 ? 500 : 200).end());
    const config = configOf({ slow: { ...slow, hours } });
    await judge(config, broken(['ranker', 'query']), at(20));
    await send(config, at(24 + 8));
    await calm(config, ['query', 'ranker'], at(24 + 8, 1));
    await send(config, at(24 + 9));
    expect(events(slow)).toEqual(['fired query ranker', 'fired query ranker', 'resolved query ranker']);
    expect(new Set(keys(slow.received)).size).toBe(2);
  });

  test('a worker that dies as they begin, and five at once: each is told once', async () => {
    const { hook, config } = await inHours();
    for (const nth of [0, 1, 2, 3]) {
      await seed(`one-${nth}`, `team-${nth}`);
      await judge(config, broken([0, 1, 2, 3].slice(0, nth + 1).map((n) => `one-${n}`)), at(20, nth));
    }
    await owner.pool.query(`alter table notification add constraint none check (state <> 'sent')`);
    await expect(send(config, at(24 + 8))).rejects.toThrow('none');
    await owner.pool.query('alter table notification drop constraint none');
    const before = hook.received.length;
    await Promise.all([1, 2, 3, 4, 5].map(() => send(config, at(24 + 8, 1))));
    expect([before, hook.received.length, new Set(keys(hook.received)).size]).toEqual([1, 5, 4]);
  });

  test('hours that change, or are taken away, hold for what waits, too', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker']), at(20));
    await send(configOf({ hook: { ...hook, hours: { ...hours, from: '22:00', to: '23:00' } } }), at(21, 59));
    expect(hook.received).toEqual([]);
    await send(configOf({ hook }), at(22));
    expect(events(hook)).toEqual(['fired ranker']);
  });

  test('workers that all stood still in the hours tell in the next', async () => {
    const { hook, config } = await inHours();
    await judge(config, broken(['ranker']), at(20));
    await send(config, at(24 + 20));
    expect(hook.received).toEqual([]);
    await send(config, at(48 + 8));
    expect(events(hook)).toEqual(['fired ranker']);
  });
});

test('a channel hears of its kinds and its rules', async () => {
  const [nodes, disks, all] = await Promise.all([well(), well(), well()]);
  const config = configOf({ nodes: { ...nodes, kinds: ['cluster_node'] }, disks: { ...disks, rules: ['endpoint_disk'] }, all });
  await judge(config, [...broken(['ranker']), ...broken(['query'], 'endpoint_disk')], start);
  await send(config, start);
  expect([events(nodes), events(disks), events(all).length]).toEqual([[], ['fired query'], 2]);
});
