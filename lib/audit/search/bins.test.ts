import { describe, expect, test } from 'vitest';
import { type ChunkEvent, packChunk } from '../chunk.ts';
import { type Bin, binEvents } from './bins.ts';
import { searchChunkOf } from './chunk.ts';

const start = Date.parse('2026-11-01T00:00:00Z');
const base = { actor: 1, call: 1, origin: 1, outcome: 1, session: 1, object: 7 };
const event = (second: number, rest: Partial<ChunkEvent> = {}): ChunkEvent => ({
  ...base,
  at: start + second * 1000,
  prefix: second,
  ...rest,
});

/** Actor 9 is a service, call 9 reads, outcome 2 is refused and 3 failed; object 8 stands on two lanes. */
const binned = async (lists: readonly ChunkEvent[][], window = { from: start, to: start + 40_000 }): Promise<Bin[]> => {
  const chunks = [];
  for (const list of lists) chunks.push(searchChunkOf(await packChunk(list)));
  return binEvents(
    chunks,
    { ...window, clauses: [{ words: [{ column: 'object', ids: Uint8Array.from({ length: 9 }, (_, id) => Number(id >= 7)) }] }] },
    {
      stepMs: 10_000,
      lanesOf: (object) => (object === 8 ? [0, 1] : [0]),
      isService: (actor) => actor === 9,
      isRead: (call) => call === 9,
      result: (outcome) => ['', 'ok', 'denied', 'failed'][outcome] ?? '',
      breathe: async () => {},
    },
  );
};
const said = (bins: readonly Bin[]) =>
  bins
    .map(
      ({ lane, step, sort, count, firstAt, newest }) =>
        `${lane} ${step} ${sort} ${count} ${(firstAt - start) / 1000}-${(newest.at - start) / 1000}`,
    )
    .toSorted();

describe('events in steps', () => {
  test('are counted by sort; steps begin with the window', async () => {
    const events = [
      event(1),
      event(4),
      event(12, { actor: 9 }),
      event(13, { call: 9 }),
      event(14, { outcome: 2, call: 9 }),
      event(25, { outcome: 3 }),
    ];
    expect(said(await binned([events]))).toEqual([
      '0 0 changed 2 1-4',
      '0 1 denied 1 14-14',
      '0 1 read 1 13-13',
      '0 1 service 1 12-12',
      '0 2 failed 1 25-25',
    ]);
    expect(said(await binned([events], { from: start + 4000, to: start + 14_000 }))).toEqual([
      '0 0 changed 1 4-4',
      '0 0 read 1 13-13',
      '0 0 service 1 12-12',
    ]);
  });

  test('of several chunks are one, in whatever order they come; the newest tells of it', async () => {
    const bins = await binned([
      [event(3), event(9)],
      [event(1), event(5)],
    ]);
    expect(said(bins)).toEqual(['0 0 changed 4 1-9']);
    expect(bins[0]?.newest.prefix).toBe(9);
  });

  test('an event about two resources stands on both lanes, one about neither on none', async () => {
    expect(said(await binned([[event(1, { object: 8 }), event(2, { object: 3 })]]))).toEqual([
      '0 0 changed 1 1-1',
      '1 0 changed 1 1-1',
    ]);
  });
});
