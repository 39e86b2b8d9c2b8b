import type { Logger } from 'pino';
import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

function patienceWithLog() {
  let now = 0;
  const said: string[] = [];
  const log = { warn: (_: object, text: string) => said.push(text), info: (text: string) => said.push(text) };
  const patience = createPatience(log as unknown as Logger, () => now);
  return { patience, said, pass: (ms: number) => (now += ms) };
}

const full = Object.assign(new Error('could not extend file'), { code: '53100' });
const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test('waits double up to half a minute, each piece of work for itself', () => {
  const { patience, pass } = patienceWithLog();
  const waits = Array.from({ length: 7 }, () => {
    patience.failed('a', gone);
    const ms = patience.waitMs('a');
    pass(ms);
    return ms;
  });
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect([patience.waitMs('a'), patience.waitMs('b')]).toEqual([0, 0]);
});

test('a trouble is told once in half a minute, its change at once, its end when the last work has succeeded', () => {
  const { patience, said, pass } = patienceWithLog();
  for (const key of ['a', 'b', 'c']) patience.failed(key, gone);
  patience.failed('a', full);
  pass(31_000);
  patience.failed('a', full);
  patience.succeeded('unknown');
  for (const key of ['a', 'b', 'c']) patience.succeeded(key);
  patience.succeeded('a');
  expect(said.map((line) => line.split(';')[0])).toEqual([
    'the database cannot be reached',
    "the database's disk is full",
    "the database's disk is full",
    'the database can be used again',
  ]);
});
