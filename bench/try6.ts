import { eventsOf, labelingJobsAlive, statusOf } from '#demo/scenario/floor/labeling-job.ts';
import { occurrencesBetween } from '#demo/scenario/floor/recurrence.ts';
import { places } from '#demo/scenario/floor/setting.ts';
import { stall, stalledTeam } from '#demo/scenario/floor/workforce.ts';
const day = 86400e3, min = 60e3;
const from0 = Date.parse('2026-11-19T12:00:00Z');
const variants: [string, number, number, number, boolean][] = [];
for (const idle of [30, 45, 60, 90]) for (const n of [1, 2, 3, 4, 5]) for (const week of [false, true]) variants.push([`idle ${idle} ≥${n} ${week ? '& week' : ''}`, idle, n, 0, week]);
const tot = variants.map(() => 0); const stalls = variants.map(() => 0); let stallN = 0;
const seeds = process.argv.slice(2);
for (const seed of seeds) {
  const from = from0 + Number(seed) * 29 * 3600e3, to = from + 28 * day;
  const jobs = places.flatMap((p) => labelingJobsAlive(`seed ${seed}`, p, from - 8 * day, to));
  for (const [crew, own] of Map.groupBy(jobs, (j) => j.name)) {
    const ev = own.flatMap((j) => eventsOf(j, from - 8 * day, to).map((e) => ({ at: e.at, w: e.worker.index }))).sort((a, b) => a.at - b.at);
    const idx = (at: number) => { let l = 0, h = ev.length; while (l < h) { const m = (l + h) >> 1; if (ev[m]!.at < at) l = m + 1; else h = m; } return l; };
    const workers = (a: number, b: number) => new Set(ev.slice(idx(a), idx(b)).map((e) => e.w)).size;
    const last = variants.map(() => 0);
    const stalledHit = variants.map(() => new Set<number>());
    if (own[0]!.family.crew.name === stalledTeam) stallN += occurrencesBetween(stall, from, to).length;
    for (let now = from; now < to; now += min) {
      const alive = own.some((j) => statusOf(j, now) === 'InProgress' && j.createdAt < now - 30 * min);
      if (!alive) continue;
      const lastAt = ev[idx(now) - 1]?.at ?? 0;
      if (now - lastAt <= 30 * min) continue;
      const st = own[0]!.family.crew.name === stalledTeam ? occurrencesBetween(stall, now - 30 * min, now + 1)[0] : undefined;
      variants.forEach(([, idle, n, , week], i) => {
        if (now - lastAt <= idle * min) return;
        const ok = (d: number) => workers(now - d - (idle + 10) * min, now - d - 10 * min) >= n;
        if (!ok(day) || (week && !ok(7 * day))) return;
        if (st) { stalledHit[i]!.add(st.index); return; }
        if (now - last[i]! > 3600e3) tot[i]!++;
        last[i] = now;
      });
    }
    stalledHit.forEach((s, i) => { stalls[i]! += s.size; });
  }
}
variants.forEach(([name], i) => console.log(name.padEnd(24), 'false', tot[i], 'stalls told', stalls[i], 'of', stallN));
