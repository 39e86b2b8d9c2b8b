import { database } from '#lib/db.ts';
import { planOf, runSeed } from './audit-questions-plan.ts';
import type { Verdict } from './audit-questions-verdict.ts';
import { forgetWorld } from './audit-questions-world.ts';
import { answerAsks } from './child.ts';

/** Addresses of a lane's database: its owner's, and those of the lesser roles that collect and ask. */
export type LaneUrls = { owner: string; web: string; worker: string };
export type SeedAsk = { seed: number; urls: LaneUrls };
export type SeedAnswer = { verdict: Verdict; seconds: number };

answerAsks(async ({ seed, urls }: SeedAsk): Promise<SeedAnswer> => {
  const began = performance.now();
  process.env.DATABASE_URL = urls.web;
  await forgetWorld(database(urls.owner));
  const verdict = await runSeed(database(urls.worker), planOf(seed));
  return { verdict, seconds: (performance.now() - began) / 1000 };
});
