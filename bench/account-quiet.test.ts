import { expect, test } from 'vitest';
import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { type IncidentKind, occurrencesOf, phaseAt } from '#demo/scenario/incidents.ts';
import { dayMs, floorTo, hourMs, minuteMs } from '#lib/time.ts';
import { judgeEndpoint, readingsAt } from './account-quiet.ts';
import { tapeOf } from './account-tape.ts';

const scale = { endpoints: 40 };
const seed = 'seed 1';
const scenario = compose({ seed, scale });
const roll = rollOf(scale, seed);
const noon = Date.parse('2026-11-19T12:00:00Z');

/** A quarter of an hour before a phase of the first incident of a kind after that noon, and so long after it; whom it strikes. */
function around(kind: IncidentKind, phase: string) {
  const incident = occurrencesOf(kind, noon, noon + dayMs).find(({ from }) => from > noon);
  const spec = roll.all.find(({ name, region }) => name === incident?.endpoint && region === incident.region);
  if (!incident || !spec) throw new RangeError(`no ${kind}`);
  const at = floorTo(phaseAt(incident, phase), minuteMs);
  return { spec, window: { from: at - 15 * minuteMs, to: at + hourMs } };
}

test.each([
  ['bad_deployment', 'shifted', ['endpoint_capacity', 'endpoint_latency']],
  ['auto_rollback', 'failing', ['endpoint_errors', 'endpoint_status']],
  ['memory_leak', 'killed', ['endpoint_memory']],
  ['dead_node', 'dead', ['endpoint_capacity']],
  ['backlog_growth', 'flood', ['endpoint_backlog']],
  ['no_traffic', 'silent', []],
] as const)('minutes that are passed over break no rule: %s', (kind, phase, least) => {
  const { spec, window } = around(kind, phase);
  const tape = tapeOf(scenario, spec, window);
  const broken = new Set<string>();
  for (let now = window.from; now < window.to; now += minuteMs) {
    for (const reading of readingsAt(tape, spec, now)) if (reading.verdict === 'broken') broken.add(reading.rule);
  }
  const found = new Set(judgeEndpoint(tape, spec, window).firings.map(({ reading }) => reading.rule));
  expect([...found].sort()).toEqual([...broken].sort());
  expect([...broken]).toEqual(expect.arrayContaining([...least]));
});

test('in a sound account the same endpoints meet nothing, and are passed over', () => {
  const sound = { ...scale, isSound: true };
  const account = compose({ seed, scale: sound });
  for (const [kind, phase] of [
    ['bad_deployment', 'shifted'],
    ['backlog_growth', 'flood'],
  ] as const) {
    const { spec: struck, window } = around(kind, phase);
    const spec = rollOf(sound, seed).all.find(({ name, region }) => name === struck.name && region === struck.region);
    if (!spec) throw new RangeError(struck.name);
    expect(judgeEndpoint(tapeOf(account, spec, window), spec, window)).toEqual({ firings: [], minutes: 75, judged: 0 });
  }
});
