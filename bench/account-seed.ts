import { type AccountAnswer, type AccountAsk, runSeed } from './account-plan.ts';
import { answerAsks } from './child.ts';
import { inOwnDatabase } from './own-database.ts';

export type SeedAnswer = AccountAnswer & { seconds: number };

/** A process and a database for each seed: nothing of another world is left. */
answerAsks(async (ask: AccountAsk): Promise<SeedAnswer> => {
  const began = performance.now();
  const answer = await inOwnDatabase((db) => runSeed(db, ask));
  return { ...answer, seconds: (performance.now() - began) / 1000 };
});
