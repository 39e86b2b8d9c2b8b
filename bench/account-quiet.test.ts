import { expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { occurrence, phaseAt } from '#demo/scenario/incidents.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { judgeEndpoint, readingsAt } from './account-quiet.ts';
import { tapeOf } from './account-tape.ts';

const scale = { endpoints: 40 };
const scenario = compose({ seed: 'seed 1', scale });
const roll = rollOf(scale, 'seed 1');
const noon = Date.parse('2026-11-19T12:00:00Z');

/** Two hours around a phase of the first occurrence after that noon. */
function around(kind: Parameters<typeof occurrence>[0], phase: string) {
  const slots = Array.from({ length: 10 }, (_, index) => Math.floor(noon / (12 * hourMs)) + index);
  const found = slots.map((slot) => occurrence(kind, slot));
  return found.map((one) => ({ endpoint: one.endpoint, account: one.account, region: one.region, at: phaseAt(one, phase) }))[0];
}
