import { expect, test } from 'vitest';
import { GET } from './route.ts';

test('streams without end leave connections for pages, and one that is left makes room', async () => {
  const ask = () => GET(new Request('http://localhost/api/v1/live'));
  const open: Response[] = [];
  for (let answer = await ask(); answer.ok && open.length < 1000; answer = await ask()) open.push(answer);
  expect(open).toHaveLength(500);
  expect((await ask()).status).toBe(429);
  await open.pop()?.body?.cancel();
  const next = await ask();
  expect(next.status).toBe(200);
  await Promise.all([next, ...open].map((one) => one.body?.cancel()));
});
