import { expect, test } from 'vitest';
import { createBreaker, leftAlone } from './breaker.ts';
import type { CallFailure } from './call.ts';

const failure: CallFailure = {
  ...{ service: 'sagemaker', operation: 'ListEndpoints', code: 'InternalFailure', word: 'late' },
  ...{ message: 'no', requestId: null, isGone: false },
};

const simulated = () => {
  let now = 0;
  const breaker = createBreaker(() => now);
  const pass = (ms: number): void => {
    now += ms;
  };
  const fail = (times: number, everyMs = 2000): void => {
    for (let n = 0; n < times; n += 1) {
      pass(everyMs);
      breaker.failed(failure);
    }
  };
  return { breaker, pass, fail, waits: () => (breaker.opening()?.until ?? now) - now };
};

test('eight failures in a row open it, and an answer before starts the count anew', () => {
  const { breaker, fail } = simulated();
  fail(7);
  breaker.succeeded();
  fail(7);
  expect(breaker.refusal()).toBeNull();
  fail(1);
  expect(breaker.refusal()).toMatchObject({ failures: 8, failure: { code: 'InternalFailure' } });
});

test('many calls that fail in one bad moment do not open it', () => {
  const { breaker, fail } = simulated();
  fail(40, 10);
  expect(breaker.opening()).toBeNull();
});

test('failures that may be the fault of one query count a quarter', () => {
  const { breaker, pass } = simulated();
  for (let n = 0; n < 31; n += 1) {
    pass(1000);
    breaker.failed(failure, 1 / 4);
  }
  expect(breaker.opening()).toBeNull();
  breaker.failed(failure, 1 / 4);
  expect(breaker.opening()).not.toBeNull();
});

test('once the wait is over one call tries, and each failed try doubles the wait up to five minutes', () => {
  const { breaker, fail, pass, waits } = simulated();
  fail(8);
  const seen: number[] = [];
  for (let n = 0; n < 6; n += 1) {
    seen.push(waits());
    pass(waits());
    expect([breaker.refusal(), breaker.refusal() === null]).toEqual([null, false]);
    breaker.failed(failure);
  }
  expect(seen).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  pass(waits());
  expect(breaker.refusal()).toBeNull();
  breaker.succeeded();
  expect([breaker.refusal(), breaker.refusal()]).toEqual([null, null]);
});

test('a try that tells nothing of the service lets the next one try', () => {
  const { breaker, fail, pass } = simulated();
  fail(8);
  pass(30_000);
  expect(breaker.refusal()).toBeNull();
  breaker.ended();
  expect(breaker.refusal()).toBeNull();
});

test('calls on their way when it opened do not lengthen the wait', () => {
  const { fail, waits } = simulated();
  fail(8);
  fail(5, 0);
  expect(waits()).toBe(30_000);
});

test('a call that is not made says why, and until when', () => {
  expect(leftAlone({ until: 0, failure, failures: 8 }, Date.parse('2026-11-29T12:34:10Z'))).toMatchObject({
    code: 'LeftAlone',
    word: 'late',
    message:
      'Not asked: the last 8 calls in a row failed here, the newest with InternalFailure. Asked again from 2026-11-29T12:34:10Z.',
  });
});
