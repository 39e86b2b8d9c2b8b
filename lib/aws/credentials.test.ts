import { expect, test, vi } from 'vitest';
import type { CallFailure } from './call.ts';
import { NoCredentials, sessionKeys } from './credentials.ts';

const keys = (minutes: number) => ({
  ok: true as const,
  value: { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', expiration: new Date(Date.now() + minutes * 60_000) },
});
const failure: CallFailure = {
  ...{
    service: 'sts',
    operation: 'AssumeRole',
    code: 'AccessDenied',
    word: 'denied',
    message: 'no',
    requestId: null,
    isGone: false,
  },
};

test('all who ask at once share one AssumeRole, and it is asked again five minutes before the end', async () => {
  vi.useFakeTimers();
  const assume = vi.fn(async () => keys(60));
  const current = sessionKeys(assume);
  await Promise.all([current(), current(), current()]);
  vi.advanceTimersByTime(54 * 60_000);
  await current();
  expect(assume).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2 * 60_000);
  await current();
  expect(assume).toHaveBeenCalledTimes(2);
  vi.useRealTimers();
});

test('a refusal is remembered for a moment and carries its own failure', async () => {
  const assume = vi.fn(async () => ({ ok: false as const, failure }));
  const current = sessionKeys(assume);
  await expect(current()).rejects.toThrow(NoCredentials);
  await expect(current()).rejects.toMatchObject({ failure });
  expect(assume).toHaveBeenCalledTimes(1);
});
