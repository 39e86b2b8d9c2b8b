import { join } from 'node:path';
import type { Collecting } from '#lib/collect/cycle.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import { checkpointJournal } from '#lib/store/checkpoints.ts';
import { databaseTrouble } from '#lib/store/database-trouble.ts';
import { dayMs } from '#lib/time.ts';

const root = join(import.meta.dirname, '../..');

/** One checkpoint of the journal a day, in this worker's home. A home that cannot be written ends no worker: it is logged, and tried again. */
export async function keepCheckpoints({ db, clock, log }: Pick<Collecting, 'db' | 'clock' | 'log'>): Promise<void> {
  try {
    const home = resolveHome(root, process.env);
    const seq = await checkpointJournal(db, { home, now: clock.now(), by: 'worker', unlessWithinMs: dayMs });
    if (seq !== null) log.info({ seq }, 'signed a checkpoint of the journal');
  } catch (error) {
    if (databaseTrouble(error)) throw error;
    log.error({ err: error }, 'the journal has no new checkpoint');
  }
}
