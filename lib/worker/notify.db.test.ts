import { describe, expect, test } from 'vitest';
import { teamsScope } from '#lib/auth/scope.ts';
import { signatureOf } from '#lib/notify/webhook.ts';
import { minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, keys, secret, start, well } from './testing/alert-world.ts';
import { type Received, receiver } from './testing/receiver.ts';

const { owner, seed, judge, send, sendAt, kept } = await alertWorld();

describe('who is told of what', () => {
  test('a channel hears of its teams and severities; that it ended, who heard that it began', async () => {
    const [all, search, pages] = await Promise.all([well(), well(), well()]);
    const late = await well();
    const before = { all, search: { url: search.url, teams: ['search'] }, pages: { url: pages.url, severities: ['page'] } };
    const config = configOf(before);
    await judge(config, [...broken(['ranker', 'scorer']), ...broken(['scorer'], 'endpoint_disk')], start);
    expect(await send(config, start)).toBe(5);
    const names = ({ received }: { received: Received[] }) =>
      received
        .map(({ body }) => [body.event, (body.rule as { id: string }).id, (body.alerts as { name: string }[])[0]?.name].join(' '))
        .toSorted();
    expect(names(all)).toEqual(['fired endpoint_errors ranker', 'fired endpoint_errors scorer']);
    expect(names(search)).toEqual(['fired endpoint_errors ranker']);
    expect(names(pages)).toEqual(['fired endpoint_errors ranker', 'fired endpoint_errors scorer']);
    // It changes hands, and a channel comes: neither hears of the end of what it never heard of, nor misses the end of what it did.
    await owner.pool.query(`update resource set team = 'fraud' where name = 'ranker'`);
    const after = configOf({ ...before, late });
    await judge(after, holds(['ranker']), start + minuteMs);
    await judge(after, holds(['ranker']), start + 9 * minuteMs);
    await send(after, start + 9 * minuteMs);
    expect(names(search)).toEqual(['fired endpoint_errors ranker', 'resolved endpoint_errors ranker']);
    expect(late.received).toEqual([]);
  });

  test('what is calm for a while is nobody’s business; what is back after its end is', async () => {
    const hook = await well();
    const config = configOf({ hook });
    const steps: [number, 'broken' | 'holds'][] = [
      [0, 'broken'],
      [1, 'holds'],
      [2, 'broken'],
      [3, 'holds'],
      [9, 'holds'],
      [12, 'broken'],
    ];
    for (const [minute, verdict] of steps) {
      await judge(config, (verdict === 'broken' ? broken : holds)(['ranker']), start + minute * minuteMs);
      await sendAt(config, minute);
    }
    expect(hook.received.map(({ body }) => body.event)).toEqual(['fired', 'resolved', 'again']);
    await owner.pool.query(`update resource set deleted_at = $1`, [new Date(start)]);
    await judge(config, [], start + 13 * minuteMs);
    await sendAt(config, 13);
    expect(hook.received.at(-1)?.body.event).toBe('gone');
    expect(new Set(keys(hook.received)).size).toBe(4);
  });

  test('forty at once are one request, signed, and each of them finds it', async () => {
    const hook = await well();
    const names = Array.from({ length: 40 }, (_, nth) => `many-${nth}`);
    for (const name of names) await seed(name, 'search');
    const config = configOf({ hook });
    await judge(config, broken(names), start);
    expect(await send(config, start)).toBe(1);
    const [{ body, text, headers }] = hook.received as [Received];
    expect([hook.received.length, body.total, (body.alerts as unknown[]).length]).toEqual([1, 40, 10]);
    expect(headers['x-trailwatch-signature']).toBe(signatureOf(secret, String(headers['x-trailwatch-timestamp']), text));
    const told = await kept(start + 1);
    expect([told.length, new Set(told.map(({ key }) => key)).size]).toEqual([40, 1]);
    expect(told[7]).toMatchObject({
      channel: 'hook',
      kind: 'webhook',
      state: 'sent',
      tries: 1,
      answer: '200 thanks',
      sentAt: start,
      nextAt: null,
    });
  });

  test('nothing is written down where no step is kept, nor where nobody is to be told', async () => {
    const hook = await well();
    await owner.pool.query(`alter table notification add constraint none check (step <> 'fired')`);
    await expect(judge(configOf({ hook }), broken(['ranker']), start)).rejects.toThrow('none');
    await owner.pool.query('alter table notification drop constraint none');
    expect((await owner.pool.query('select from alert')).rowCount).toBe(0);
    await judge(configOf({}), broken(['ranker']), start);
    await send(configOf({}), start);
    expect([await kept(start), hook.received]).toEqual([[], []]);
  });

  test('who was told is seen by who sees the alert', async () => {
    const hook = await well();
    await judge(configOf({ hook }), broken(['ranker', 'scorer']), start);
    expect((await kept(start)).map(({ name, state }) => [name, state])).toEqual([
      ['ranker', 'waiting'],
      ['scorer', 'waiting'],
    ]);
    expect((await kept(start, teamsScope(['fraud']))).map(({ name }) => name)).toEqual(['scorer']);
  });
});

test('PagerDuty: what began together is one incident, which ends with the last of it', async () => {
  const pd = await receiver((_, response) => void response.writeHead(202).end());
  const config = configOf({ pd: { url: pd.url, kind: 'pagerduty' } });
  const both = ['query', 'ranker'];
  await judge(config, broken(both), start);
  await judge(config, [...holds(['ranker']), ...broken(['query'])], start + minuteMs);
  await judge(config, [...holds(['ranker']), ...broken(['query'])], start + 9 * minuteMs);
  await sendAt(config, 9);
  expect(pd.received.map(({ body }) => body.event_action)).toEqual(['trigger']);
  await judge(config, holds(both), start + 10 * minuteMs);
  await judge(config, holds(both), start + 20 * minuteMs);
  await sendAt(config, 20);
  expect(pd.received.map(({ body }) => body.event_action)).toEqual(['trigger', 'resolve']);
  expect(new Set(pd.received.map(({ body }) => body.dedup_key)).size).toBe(1);
});
