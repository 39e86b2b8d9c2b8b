import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Running } from './child.ts';
import { supervise } from './supervise.ts';

const limits = { deaths: 3, withinMs: 60_000, firstDelayMs: 5, longestDelayMs: 20 };

/** A process that ends when told to. */
const puppet = () => {
  const ended = Promise.withResolvers<string>();
  let stops = 0;
  const running: Running = {
    ready: Promise.resolve('up'),
    ended: ended.promise,
    stop: async () => {
      stops += 1;
      ended.resolve('stopped');
    },
  };
  return { running, die: ended.resolve, stops: () => stops };
};

const watch = (start: () => Promise<Running>) => {
  const said: string[] = [];
  const given = Promise.withResolvers<string>();
  const supervised = supervise({ name: 'worker', start, say: (line) => said.push(line), giveUp: given.resolve, limits });
  return { supervised, said, givenUp: given.promise };
};

describe('a supervised process', () => {
  test('is started again when it dies, and both are told', async () => {
    const lives = [puppet(), puppet()];
    let started = 0;
    const { supervised, said } = watch(async () => (lives[started++] ?? puppet()).running);
    expect(await supervised.ready).toBe('up');
    lives[0]?.die('exit code 7');
    await sleep(60);
    expect(said).toEqual(['worker ended (exit code 7); starting it again in 0.005 s', 'worker is back']);
    await supervised.stop();
    expect(lives[1]?.stops()).toBe(1);
    expect(started).toBe(2);
  });

  test('that keeps dying ends the whole, with the reason', async () => {
    const { givenUp, said } = watch(async () => {
      const one = puppet();
      setTimeout(() => one.die('exit code 1'), 1);
      return one.running;
    });
    expect(await givenUp).toBe('worker ended 3 times within 60 s, last with exit code 1');
    expect(said.filter((line) => line.includes('starting it again'))).toHaveLength(2);
  });

  test('that dies of a full disk is started again and again, and the user is told what to do', async () => {
    let started = 0;
    const { supervised, said } = watch(async () => {
      started += 1;
      const one = puppet();
      if (started < 6)
        one.die('exit code 1; its last words:\nPANIC: could not write to file "xlogtemp.7": No space left on device');
      return one.running;
    });
    await sleep(250);
    expect(started).toBe(6);
    expect(said.filter((line) => /disk is full; free or add space/.test(line))).toHaveLength(5);
    await supervised.stop();
  });

  test('that cannot be started counts as dead', async () => {
    const { givenUp } = watch(() => Promise.reject(new Error('no such file')));
    expect(await givenUp).toContain('no such file');
  });

  test('is not started again while it is being stopped', async () => {
    let started = 0;
    const { supervised } = watch(async () => {
      started += 1;
      return puppet().running;
    });
    await supervised.ready;
    await supervised.stop();
    await sleep(40);
    expect(started).toBe(1);
  });
});
