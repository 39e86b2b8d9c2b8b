import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './child.ts';

export type SupervisePlan = {
  name: string;
  start: () => Promise<Running>;
  say: (line: string) => void;
  /** Called once, with the reason, when the process has died too often to go on. */
  giveUp: (reason: string) => void;
  limits?: Limits;
};
type Limits = { deaths: number; withinMs: number; firstDelayMs: number; longestDelayMs: number };
export type Supervised = {
  /** Resolves when the process is ready for the first time, with what it said. */
  ready: Promise<string>;
  stop: () => Promise<void>;
};

const usual: Limits = { deaths: 6, withinMs: 120_000, firstDelayMs: 500, longestDelayMs: 15_000 };

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Only the user can end this, and all goes on once they have: such deaths are waited out, however many they are. */
const isFullDisk = (end: string): boolean => /no space left on device|ENOSPC/i.test(end);

/** Keeps one process alive: a death is told and followed by a restart after a growing pause; too many in a row end it all. */
export function supervise({ name, start, say, giveUp, limits = usual }: SupervisePlan): Supervised {
  const stopping = new AbortController();
  const first = Promise.withResolvers<string>();
  let running: Running | null = null;

  const live = async (isRestart: boolean): Promise<string> => {
    try {
      running = await start();
      if (stopping.signal.aborted) await running.stop();
      running.ready.then(
        (detail) => {
          first.resolve(detail);
          if (isRestart) say(`${name} is back`);
        },
        () => {},
      );
      return await running.ended;
    } catch (error) {
      return reasonOf(error);
    } finally {
      running = null;
    }
  };

  const loop = async (): Promise<void> => {
    let deaths: number[] = [];
    for (let lives = 0; !stopping.signal.aborted; lives += 1) {
      const end = await live(lives > 0);
      if (stopping.signal.aborted) return;
      if (isFullDisk(end)) {
        say(
          `${name} ended: the disk is full; free or add space. Starting it again in ${limits.longestDelayMs / 1000} s (${end})`,
        );
        await sleep(limits.longestDelayMs, undefined, { signal: stopping.signal }).catch(() => {});
        continue;
      }
      deaths = [...deaths.filter((at) => at > Date.now() - limits.withinMs), Date.now()];
      if (deaths.length >= limits.deaths) {
        giveUp(`${name} ended ${deaths.length} times within ${Math.round(limits.withinMs / 1000)} s, last with ${end}`);
        return;
      }
      const delayMs = Math.min(limits.longestDelayMs, limits.firstDelayMs * 2 ** (deaths.length - 1));
      say(`${name} ended (${end}); starting it again in ${delayMs / 1000} s`);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  const finished = loop();
  return {
    ready: first.promise,
    async stop() {
      stopping.abort();
      await running?.stop();
      await finished;
    },
  };
}
