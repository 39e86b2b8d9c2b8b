import { database } from '#lib/db.ts';
import { loadEvents, type Share } from './audit-load.ts';
import { answerAsks } from './child.ts';

/** Loads a share into the database of the environment, in a process that ends with its garbage: whoever searches is measured without. */
export type LoadAsk = Share & { count: number };

answerAsks<LoadAsk, Record<string, never>>(async ({ count, ...share }) => {
  await loadEvents(database(), count, share);
  return {};
});
