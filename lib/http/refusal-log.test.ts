import { expect, test, vi } from 'vitest';

const warn = vi.hoisted(() => vi.fn());
vi.mock('../log.ts', () => ({ logFor: () => ({ warn }) }));
const { tellRefusal } = await import('./refusal-log.ts');

test('what is refused is told with its client; of a flood so many a minute, and how many more', () => {
  for (let i = 0; i < 100; i++)
    tellRefusal({ status: 421, reason: 'this server answers to localhost only' }, '192.0.2.7', 60_000);
  expect(warn).toHaveBeenCalledTimes(60);
  expect(warn).toHaveBeenCalledWith(
    { status: 421, reason: 'this server answers to localhost only', client: '192.0.2.7' },
    'a request was refused',
  );
  tellRefusal({ status: 400, reason: 'expected a path' }, '192.0.2.8', 120_000);
  expect(warn.mock.calls.slice(60).map(([row]) => row)).toEqual([{ untold: 40 }, expect.objectContaining({ status: 400 })]);
});
