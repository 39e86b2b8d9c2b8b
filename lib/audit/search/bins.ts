import type { SearchChunk } from './chunk.ts';
import { type Breathe, eachSelected, type Search, type Spot } from './scan.ts';

/** What an event comes to on a lane: someone changed something, a service did, somebody looked, it failed, it was refused. */
export const eventSorts = ['changed', 'service', 'read', 'failed', 'denied'] as const;
export type EventSort = (typeof eventSorts)[number];

/** Events of one sort on one lane within one step of time. Epoch ms. */
export type Bin = { lane: number; step: number; sort: EventSort; count: number; firstAt: number; newest: Spot };

export type BinPlan = {
  stepMs: number;
  /** The lanes on which an object's events stand. */
  lanesOf: (object: number) => readonly number[];
  isService: (actor: number) => boolean;
  isRead: (call: number) => boolean;
  result: (outcome: number) => string;
  breathe: Breathe;
};

const sortOf = (result: string, isRead: boolean, isService: boolean): EventSort => {
  if (result === 'denied') return 'denied';
  if (result !== 'ok') return 'failed';
  if (isRead) return 'read';
  return isService ? 'service' : 'changed';
};

/** Events by lane, step (the first begins with the search) and sort, in one pass; the work is one of events, the answer one of steps. */
export async function binEvents(chunks: readonly SearchChunk[], search: Search, plan: BinPlan): Promise<Bin[]> {
  const bins = new Map<string, Bin>();
  await eachSelected(chunks, search, {
    breathe: plan.breathe,
    work: (chunk, selected, [first, last]) => {
      const services = chunk.actor.ids.map((id) => Number(plan.isService(id)));
      const reads = chunk.call.ids.map((id) => Number(plan.isRead(id)));
      const results = Array.from(chunk.outcome.ids, plan.result);
      const lanes = new Map<number, readonly number[]>();
      const count = selected?.length ?? last - first;
      for (let index = 0; index < count; index += 1) {
        const place = selected ? (selected[index] as number) : first + index;
        const object = chunk.object.codes[place] as number;
        const own = lanes.get(object) ?? plan.lanesOf(chunk.object.ids[object] as number);
        lanes.set(object, own);
        const at = chunk.toAt - (chunk.moments[place] as number);
        const sort = sortOf(
          results[chunk.outcome.codes[place] as number] ?? '',
          reads[chunk.call.codes[place] as number] === 1,
          services[chunk.actor.codes[place] as number] === 1,
        );
        const step = Math.floor((at - search.from) / plan.stepMs);
        for (const lane of own) add(bins, { lane, step, sort, at, prefix: chunk.prefixes[place] as number });
      }
    },
  });
  return [...bins.values()];
}

function add(bins: Map<string, Bin>, { lane, step, sort, at, prefix }: Pick<Bin, 'lane' | 'step' | 'sort'> & Spot): void {
  const key = `${lane} ${step} ${sort}`;
  const bin = bins.get(key);
  if (!bin) bins.set(key, { lane, step, sort, count: 1, firstAt: at, newest: { at, prefix } });
  else {
    bin.count += 1;
    bin.firstAt = Math.min(bin.firstAt, at);
    if (at > bin.newest.at || (at === bin.newest.at && prefix > bin.newest.prefix)) bin.newest = { at, prefix };
  }
}
