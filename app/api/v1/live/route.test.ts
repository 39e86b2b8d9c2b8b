import { expect, test, vi } from 'vitest';

/** Each asks for itself: what one may ask a minute is another matter. */
const viewer = vi.hoisted(() => ({ isSignedIn: true, asked: 0, isOne: false }));
vi.mock('#lib/auth/caller.ts', () => ({
  machineCaller: null,
  callerOf: async () =>
    viewer.isSignedIn
      ? {
          kind: 'person',
          id: 'p',
          name: 'P',
          personId: viewer.isOne ? 'one' : `p${viewer.asked}`,
          key: `session s${viewer.asked++}`,
          may: () => true,
        }
      : null,
}));
const { GET } = await import('./route.ts');
const ask = () => GET(new Request('http://localhost/api/v1/live'));

test('streams without end leave connections for pages, and one that is left makes room', async () => {
  const open: Response[] = [];
  for (let answer = await ask(); answer.ok && open.length < 1000; answer = await ask()) open.push(answer);
  expect(open).toHaveLength(500);
  expect((await ask()).status).toBe(429);
  await open.pop()?.body?.cancel();
  const next = await ask();
  expect(next.status).toBe(200);
  await Promise.all([next, ...open].map((one) => one.body?.cancel()));
});

test('one person holds twenty of them, and leaves room for others', async () => {
  viewer.isOne = true;
  const open = await Promise.all(Array.from({ length: 20 }, ask));
  expect(open.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  expect((await ask()).status).toBe(429);
  viewer.isOne = false;
  open.push(await ask());
  expect(open.at(-1)?.status).toBe(200);
  viewer.isOne = true;
  await open[0]?.body?.cancel();
  open.push(await ask());
  expect(open.at(-1)?.status).toBe(200);
  viewer.isOne = false;
  await Promise.all(open.map((one) => one.body?.cancel()));
});

test('readers who were gone before their stream began hold no place', async () => {
  viewer.isOne = true;
  const gone = () => GET(new Request('http://localhost/api/v1/live', { signal: AbortSignal.abort() }));
  for (let asked = 0; asked < 25; asked++) expect((await gone()).status).toBe(200);
  const one = await ask();
  expect(one.status).toBe(200);
  await one.body?.cancel();
  viewer.isOne = false;
});

const headless = () => GET(new Request('http://localhost/api/v1/live', { method: 'HEAD' }));

test('a HEAD is answered without a stream, and holds no place', async () => {
  viewer.isOne = true;
  for (let asked = 0; asked < 25; asked++) {
    const answer = await headless();
    expect([answer.status, answer.body, answer.headers.get('content-type')]).toEqual([200, null, 'text/event-stream']);
  }
  viewer.isOne = false;
});

test('a stream that nobody reads is over at its first beat, one that is read no more once 65 events wait', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  viewer.isOne = true;
  const unread = await Promise.all(Array.from({ length: 19 }, ask));
  const reader = (await ask()).body?.getReader();
  await reader?.read();
  expect((await ask()).status).toBe(429);
  await vi.advanceTimersByTimeAsync(20_000);
  unread.push(...(await Promise.all(Array.from({ length: 19 }, ask))));
  expect((await ask()).status).toBe(429);
  await vi.advanceTimersByTimeAsync(20_000);
  // Each beat asks a database that is not there, and goes on.
  for (let beats = 2; beats < 70; beats++) await vi.advanceTimersByTimeAsync(20_000);
  vi.useRealTimers();
  let waiting = 0;
  while (!(await reader?.read())?.done) waiting++;
  expect(waiting).toBe(65);
  expect(unread.map(({ status }) => status)).toEqual(unread.map(() => 200));
  viewer.isOne = false;
});

test('nobody is told of anything', async () => {
  viewer.isSignedIn = false;
  const answer = await ask();
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
