import { afterEach, expect, test, vi } from 'vitest';

const error = vi.hoisted(() => vi.fn());
vi.mock('../log.ts', () => ({ logFor: () => ({ error }) }));
const { consoleToLog } = await import('./console-to-log.ts');

const before = { ...console };
afterEach(() => {
  Object.assign(console, before);
});

test('what is said on the console becomes a line of the log, an error by the log’s own rules', () => {
  consoleToLog();
  const failure = new Error('a\nb');
  console.error('⨯', failure);
  console.error('\u001b[31mERROR\u001b[0m %s', 'no origin');
  expect(error.mock.calls).toEqual([[{ err: failure }, '⨯'], ['ERROR no origin']]);
});
