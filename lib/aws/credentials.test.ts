import { describe, expect, test, vi } from 'vitest';
import type { Answer, CallFailure } from './call.ts';
import { type Keys, NoCredentials, sessionKeys } from './credentials.ts';

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
  const { keys: current } = sessionKeys(assume);
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
  const { keys: current } = sessionKeys(assume);
  await expect(current()).rejects.toThrow(NoCredentials);
  await expect(current()).rejects.toMatchObject({ failure });
  expect(assume).toHaveBeenCalledTimes(1);
});

describe('a role that stops working', () => {
  const denied = async () => ({ ok: false as const, failure });
  const late = async () => ({ ok: false as const, failure: { ...failure, code: 'Throttling', word: 'throttled' as const } });
  const clock = () => {
    let at = 0;
    return {
      now: () => at,
      pass: (ms: number) => {
        at += ms;
      },
    };
  };
  const lasting = (ms: number) => ({
    ok: true as const,
    value: { accessKeyId: 'A', secretAccessKey: 'S', expiration: new Date(ms) },
  });

  test('is asked for after growing waits, and forgotten when it works again', async () => {
    const { now, pass } = clock();
    const assume = vi.fn((): Promise<Answer<Keys>> => denied());
    const keyring = sessionKeys(assume, now);
    const waits: number[] = [];
    for (let tried = 0; tried < 10; tried += 1) {
      await expect(keyring.keys()).rejects.toMatchObject({ failure });
      const waitMs = (keyring.state().refusal?.tryAt ?? 0) - now();
      waits.push(waitMs / 1000);
      pass(waitMs - 1);
      await expect(keyring.keys()).rejects.toMatchObject({ failure });
      pass(1);
    }
    expect(waits).toEqual([20, 20, 60, 120, 300, 600, 1200, 1800, 3600, 3600]);
    expect(assume).toHaveBeenCalledTimes(10);
    expect(keyring.state().refusal).toMatchObject({ refusals: 10, since: 0 });
    assume.mockImplementation(async () => lasting(now() + 3_600_000));
    await keyring.keys();
    expect(keyring.state()).toEqual({ provedAt: now(), expiresAt: now() + 3_600_000, refusal: null });
  });

  test('an answer that is no word on the role does not lengthen the wait', async () => {
    const { now, pass } = clock();
    const keyring = sessionKeys(late, now);
    for (let tried = 0; tried < 5; tried += 1) {
      await expect(keyring.keys()).rejects.toThrow('no');
      expect(keyring.state().refusal).toMatchObject({ refusals: 1, tryAt: now() + 20_000 });
      pass(20_000);
    }
  });

  test('keys that still hold are used to their end', async () => {
    const { now, pass } = clock();
    const assume = vi.fn(async (): Promise<Answer<Keys>> => lasting(3_600_000));
    const keyring = sessionKeys(assume, now);
    const first = await keyring.keys();
    assume.mockImplementation(denied);
    pass(56 * 60_000);
    expect(await keyring.keys()).toBe(first);
    expect(keyring.state().refusal).not.toBeNull();
    pass(4 * 60_000);
    await expect(keyring.keys()).rejects.toThrow(NoCredentials);
  });

  test('keys that are over by AWS’s word are had anew once, however late others hear of it', async () => {
    const assume = vi.fn(async () => lasting(3_600_000));
    const keyring = sessionKeys(assume, () => 0);
    await keyring.keys();
    const sentAt = performance.now();
    keyring.expire(sentAt);
    await keyring.keys();
    keyring.expire(sentAt);
    await keyring.keys();
    expect(assume).toHaveBeenCalledTimes(2);
  });

  test('keys that AWS refused are dropped, unless others have taken their place', async () => {
    const { now, pass } = clock();
    const assume = vi.fn(async () => lasting(3_600_000));
    const keyring = sessionKeys(assume, now);
    await keyring.keys();
    pass(1000);
    expect(keyring.drop(now())).toBe(true);
    pass(1000);
    await keyring.keys();
    expect(keyring.drop(now() - 500)).toBe(false);
    await keyring.keys();
    expect(assume).toHaveBeenCalledTimes(2);
  });
});
