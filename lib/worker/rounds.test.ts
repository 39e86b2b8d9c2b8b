import { expect, test } from 'vitest';
import { createRounds, type Outcome } from './rounds.ts';
import type { Slot } from './schedule.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const inventory: Slot = { collector: 'inventory', ...place };
const metrics: Slot = { collector: 'metrics', ...place };
const ok: Outcome = [{ status: 'ok', counts: { read: 3 } }];
const cutOff: Outcome = [{ status: 'ok', counts: { read: 3, left: 40 } }];
const partial: Outcome = [{ status: 'partial', counts: { read: 3 } }];
const failed: Outcome = [{ status: 'failed', counts: {} }];

function roundsAt() {
  let now = 0;
  const rounds = createRounds(() => now);
  return {
    rounds,
    wait: (ms: number) => {
      now += ms;
    },
    due: () => rounds.due([inventory, metrics]).map((slot) => slot.collector),
  };
}

test.each([
  { what: 'one that failed', outcome: failed, again: true },
  { what: 'one of which a part failed', outcome: partial, again: true },
  { what: 'one that left work when its time was up', outcome: cutOff, again: true },
  { what: 'one that had to wait for another', outcome: null, again: true },
  { what: 'one that is done', outcome: ok, again: false },
])('$what is due again: $again, and never at once', ({ outcome, again }) => {
  const { rounds, due, wait } = roundsAt();
  rounds.begin(inventory)(outcome);
  expect(due()).toEqual(['metrics']);
  wait(60_000);
  expect(due()).toEqual(again ? ['inventory', 'metrics'] : ['metrics']);
});

test('one that fails for ever is tried once a minute in the end', () => {
  const { rounds, due, wait } = roundsAt();
  let tries = 0;
  for (let second = 0; second < 3600; second += 1) {
    if (due().includes('inventory')) {
      tries += 1;
      rounds.begin(inventory)(failed);
    }
    wait(1000);
  }
  expect(tries).toBeGreaterThan(55);
  expect(tries).toBeLessThan(70);
});

test('what builds on the inventory is done again once that is complete, and then no more', () => {
  const { rounds, due, wait } = roundsAt();
  rounds.begin(metrics)(ok);
  const ended = rounds.begin(metrics);
  rounds.begin(inventory)(cutOff);
  expect(rounds.isLookedAt(place)).toBe(false);
  rounds.begin(inventory)(ok);
  ended(ok);
  wait(60_000);
  expect(rounds.isLookedAt(place)).toBe(true);
  expect(due(), 'it began before the inventory was complete').toEqual(['metrics']);
  rounds.begin(metrics)(ok);
  wait(3_600_000);
  expect(due()).toEqual([]);
});
