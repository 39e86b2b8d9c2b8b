import { database } from '#lib/db.ts';
import { loadEvents } from './audit-load.ts';
import { answerAsks } from './child.ts';

/** Loads the database of the environment, in a process that ends with its garbage: whoever searches is measured without. */
export type LoadAsk = { count: number };

answerAsks<LoadAsk, Record<string, never>>(async ({ count }) => {
  await loadEvents(database(), count);
  return {};
});
