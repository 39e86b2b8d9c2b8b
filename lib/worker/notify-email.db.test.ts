import { expect, test } from 'vitest';
import { mailServer } from '#lib/notify/testing/mail-server.ts';
import { minuteMs } from '#lib/time.ts';
import { alertWorld, broken, configOf, holds, start } from './testing/alert-world.ts';

const { owner, judge, send, sendAt, kept } = await alertWorld();

const mailTo = (port: number, more: object = {}) =>
  configOf({
    mail: {
      ...{ kind: 'email', host: 'localhost', port, tls: 'none', from: 'trailwatch@example.com', to: ['mia@example.com'] },
      ...more,
    },
  });
type Server = Awaited<ReturnType<typeof mailServer>>;
const ids = ({ received }: Server) => received.map(({ headers }) => headers['message-id']);

test('a worker that dies between sending and writing that down sends the same Message-ID again', async () => {
  const server = await mailServer();
  const config = mailTo(server.port);
  await judge(config, broken(['ranker']), start);
  await owner.pool.query(`alter table notification add constraint none check (state <> 'sent')`);
  await expect(send(config, start)).rejects.toThrow('none');
  await owner.pool.query('alter table notification drop constraint none');
  expect((await kept(start))[0]).toMatchObject({ state: 'waiting', tries: 0 });
  await send(config, start + minuteMs);
  const [first, second] = ids(server);
  expect([server.received.length, second]).toEqual([2, first]);
  const [told] = await kept(start + minuteMs);
  expect(told).toMatchObject({ kind: 'email', state: 'sent', tries: 1, answer: '250 queued as 4711' });
  expect(first).toBe(`<${told?.key}@example.com>`);
});

test('what ends answers the mail that it began, even where others end with it', async () => {
  const server = await mailServer();
  const config = mailTo(server.port);
  await judge(config, broken(['ranker']), start);
  await sendAt(config, 0);
  await judge(config, [...broken(['ranker', 'query'])], start + 6 * minuteMs);
  await sendAt(config, 6);
  for (const minute of [7, 17]) await judge(config, holds(['ranker', 'query']), start + minute * minuteMs);
  await sendAt(config, 17);
  const [ranker, query, ...ends] = server.received.map(({ headers, parts }) => ({
    ...{ id: headers['message-id'], of: headers['in-reply-to'] ?? null, subject: headers.subject },
    text: parts['text/plain'],
  }));
  expect([ranker?.of, query?.of, ends.length]).toEqual([null, null, 2]);
  expect(ends.find(({ text }) => text?.includes('· ranker'))?.of).toBe(ranker?.id);
  expect(ends.find(({ text }) => text?.includes('· query'))?.of).toBe(query?.id);
  expect(ends.every(({ subject }) => subject?.startsWith('[page] Resolved: Fails calls'))).toBe(true);
});

test('who is refused is tried again as others are, and given up after a day', async () => {
  const server = await mailServer({ refuses: { 'mia@example.com': [550, '5.1.1 no such user'] } });
  const config = mailTo(server.port);
  await judge(config, broken(['ranker']), start);
  await send(config, start);
  expect((await kept(start))[0]).toMatchObject({ state: 'waiting', tries: 1, answer: '550 5.1.1 no such user' });
  await send(config, start + 25 * 60 * minuteMs);
  expect((await kept(start + 26 * 60 * minuteMs))[0]).toMatchObject({ state: 'dead', tries: 2 });
  expect(server.received).toEqual([]);
});
