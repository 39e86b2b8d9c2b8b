import { inOwnDatabase } from './own-database.ts';
import { liveThrough } from './account-world.ts';
import { judgeWorld } from './account-verdict.ts';
const seed = Number(process.argv[2]); const kinds = process.argv[3]?.split(',');
const t = performance.now();
await inOwnDatabase(async (db) => {
  const world = await liveThrough(db, { seed: `seed ${seed}`, from: Date.parse('2026-11-19T12:00:00Z') + seed*29*3600e3, ...(kinds ? { kinds } : {}) });
  for (const w of world.watches) console.log(w.account, w.region, new Date(w.from).toISOString(), new Date(w.to).toISOString());
  console.log(((performance.now()-t)/1000).toFixed(0)+'s lived');
  const v = await judgeWorld(db, world);
  console.log(JSON.stringify(v, null, 1));
  console.log(((performance.now()-t)/1000).toFixed(0)+'s');
});
process.exit(0);
