import { secureDatabase } from '#lib/launch/database-roles.ts';
import type { LaneUrls, SeedAnswer, SeedAsk } from './audit-questions-seed.ts';
import type { Verdict } from './audit-questions-verdict.ts';
import { startBenchChild } from './child.ts';
import { inOwnDatabase } from './own-database.ts';

/** Gives so many databases of their own, each with its lesser roles. */
async function withDatabases<T>(count: number, use: (all: readonly LaneUrls[]) => Promise<T>): Promise<T> {
  if (count === 0) return use([]);
  return inOwnDatabase(async (_, home) => {
    const owner = process.env.DATABASE_URL ?? '';
    const { web, worker } = await secureDatabase({ home, url: owner, environment: process.env, by: 'launcher' });
    return withDatabases(count - 1, (others) => use([{ owner, web: web.url, worker: worker.url }, ...others]));
  });
}

type Lanes = { seeds: readonly number[]; lanes: number; onVerdict: (seed: number, answer: SeedAnswer) => void };

/** Lives through seeds, some at once, each lane a process with a database of its own: half of their time they wait for it. */
export const runLanes = ({ seeds, lanes, onVerdict }: Lanes): Promise<Verdict[]> =>
  withDatabases(Math.min(lanes, seeds.length), async (all) => {
    const left = [...seeds];
    const verdicts: Verdict[] = [];
    const lane = async (urls: LaneUrls): Promise<void> => {
      const child = startBenchChild<SeedAsk, SeedAnswer>('audit-questions-seed.ts', {});
      try {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          const answer = await child.ask({ seed, urls });
          verdicts.push(answer.verdict);
          onVerdict(seed, answer);
        }
      } finally {
        await child.stop();
      }
    };
    await Promise.all(all.map(lane));
    return verdicts;
  });
