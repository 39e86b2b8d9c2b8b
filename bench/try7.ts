import { compose } from '#demo/scenario/compose.ts';
import { rollOf } from '#demo/scenario/fleet/roll.ts';
import { judgeEndpoint } from './account-quiet.ts';
import { tapeOf } from './account-tape.ts';
const days = 4; const seed = `seed 1`;
const from = Date.parse('2026-11-19T12:00:00Z'); const window = { from, to: from + days * 86400000 };
const scale = { endpoints: 40, isSound: true, isCalm: true };
const scenario = compose({ seed, scale }); const roll = rollOf(scale, seed);
for (const spec of roll.all.filter((s, i) => i % 8 === 0)) {
  const a = performance.now(); const tape = tapeOf(scenario, spec, window); const b = performance.now();
  const r = judgeEndpoint(tape, spec, window); const c = performance.now();
  console.log(spec.name.padEnd(24), spec.kind.padEnd(14), r.minutes, r.judged, r.firings.length, (b-a).toFixed(0), (c-b).toFixed(0), spec.rate);
}
