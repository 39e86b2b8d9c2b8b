import { type AccountAnswer, type AccountAsk, runSeed } from './account-plan.ts';
import { answerAsks } from './child.ts';
import { inOwnDatabase } from './own-database.ts';

/** A process and a database for each seed: nothing of another world is left. */
answerAsks((ask: AccountAsk): Promise<AccountAnswer> => inOwnDatabase((db) => runSeed(db, ask)));
