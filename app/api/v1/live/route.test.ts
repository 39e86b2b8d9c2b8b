import { expect, test, vi } from 'vitest';

/** Each asks for itself: what one may ask a minute is another matter. */
const viewer = vi.hoisted(() => ({ isSignedIn: true, asked: 0 }));
vi.mock('#lib/auth/caller.ts', () => ({
  machineCaller: null,
  callerOf: async () =>
    viewer.isSignedIn ? { kind: 'person', id: 'p', name: 'P', key: `s${viewer.asked++}`, may: () => true } : null,
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

test('nobody is told of anything', async () => {
  viewer.isSignedIn = false;
  const answer = await ask();
  expect(answer.status).toBe(401);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
});
