import { judgeLabeling } from './account-labeling.ts';
const seed = process.argv[2]; const from = Date.parse('2026-11-19T12:00:00Z');
const t = performance.now();
const r = judgeLabeling(`seed ${seed}`, { from, to: from + 28*86400e3 });
console.log(r.minutes, r.firings.length, performance.now()-t);
for (const f of r.firings.slice(0,40)) console.log(new Date(f.at).toISOString(), f.reading.subject.name, f.reading.figure);
