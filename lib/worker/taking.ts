import type { Job, PgBoss } from 'pg-boss';
import type { Unit, UnitReport } from '#lib/collect/context.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { doUnit } from '#lib/collect/unit.ts';
import type { Place } from '#lib/store/cursors.ts';
import type { AskedDemand } from '#lib/store/demands.ts';
import { answerDemand } from './demands.ts';
import type { Pass, passes } from './passes.ts';

const passesAtOnce = 16;
const demandsAtOnce = 4;
const pastsAtOnce = 2;
/** While the database takes what one has read, another reads. */
const logsAtOnce = 2;
/** A notice wakes whoever waits; these look for what no notice told of, and do without where none can be had. */
const looks = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };

export type Taking = {
  /** Takes jobs, or leaves them to others; those under way are ended either way. */
  follow(isTaking: boolean): Promise<void>;
  isTaking(): boolean;
  /** Passes and units that this process is at. */
  underWay(): number;
};

type Work = Pick<ReturnType<typeof passes>, 'run' | 'runPast' | 'placeOf'>;

/** @throws RangeError when the unit is of an account that is not collected here */
async function takeUnit({ placeOf }: Work, unit: Unit): Promise<UnitReport | null> {
  const place = await placeOf(unit);
  if (!place) throw new RangeError(`account ${unit.account} in ${unit.region} is not collected here`);
  return doUnit(place, unit);
}

/** Takes this process's part of what the queues hold. */
export function createTaking(collecting: Collecting, boss: PgBoss, work: Work): Taking {
  let underWay = 0;
  let isTaking = false;

  /** One lane: a job after another, the next looked for as soon as one is done. */
  const lane = async <In>(queue: string, take: (job: Job<In>) => Promise<unknown>): Promise<void> => {
    let id = '';
    id = await boss.work<In>(queue, looks, async ([job]) => {
      underWay += 1;
      try {
        return job && (await take(job));
      } catch (error) {
        // The queue keeps it to itself, and tries again.
        collecting.log.warn({ err: error, queue }, 'a job failed');
        throw error;
      } finally {
        underWay -= 1;
        boss.notifyWorker(id);
      }
    });
  };
  const lanes = {
    collect: { count: passesAtOnce, open: () => lane<Pass>('collect', ({ data }) => work.run(data)) },
    unit: {
      count: collecting.config.collection.unitsAtOnce,
      open: () => lane<Unit>('unit', ({ data }) => takeUnit(work, data)),
    },
    logs: { count: logsAtOnce, open: () => lane<Unit>('logs', ({ data }) => takeUnit(work, data)) },
    history: { count: pastsAtOnce, open: () => lane<Place>('history', ({ data }) => work.runPast(data)) },
    demand: { count: demandsAtOnce, open: () => lane<AskedDemand>('demand', (job) => answerDemand(collecting, job)) },
  };

  return {
    async follow(wanted) {
      if (wanted === isTaking) return;
      isTaking = wanted;
      for (const [queue, { count, open }] of Object.entries(lanes)) {
        if (wanted) for (let index = 0; index < count; index += 1) await open();
        else await boss.offWork(queue, { wait: false });
      }
    },
    isTaking: () => isTaking,
    underWay: () => underWay,
  };
}
