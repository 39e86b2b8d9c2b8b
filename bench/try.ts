import { judgeFleet } from './account-quiet.ts';
const days = Number(process.argv[2]); const seed = process.argv[3];
const from = Date.parse('2026-11-19T12:00:00Z');
const t = performance.now();
const r = judgeFleet({ seed: `seed ${seed}`, isSound: process.argv[4] !== 'ill' }, { from, to: from + days * 86400000 });
console.log(r.minutes, r.judged, r.firings.length, ((performance.now()-t)/1000).toFixed(1)+'s');
for (const f of r.firings) console.log(new Date(f.at).toISOString(), f.reading.rule, f.reading.subject.name, f.reading.sentence);
