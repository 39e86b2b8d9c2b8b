import { collectingWith } from '#lib/collect/testing/collecting.ts';
import { sourcePlaces } from '#lib/collect/trails/sources.ts';
import { trails } from '#lib/collect/trails/trails.ts';
import { database } from '#lib/db.ts';
import { clockFrom } from '#lib/time.ts';
import { killConfig } from './audit-kill-place.ts';

/** What a worker does for a bucket, alone in a process that can be killed: pass after pass, until nothing new is read for a while. */
const idlePasses = 8;
const clock = clockFrom(process.env);
const collecting = collectingWith({ configText: killConfig, environment: {}, db: database(), clock, pace: clock.speed });
const [place] = sourcePlaces(collecting);
if (!place) throw new RangeError('no bucket is configured');
for (let idle = 0; idle < idlePasses; ) {
  const [report] = (await trails.collect(place)) ?? [];
  if (!report || report.status === 'failed') throw new Error(`a pass failed: ${JSON.stringify(report?.failures)}`);
  if (report.failures.length > 0) console.error(JSON.stringify(report.failures.slice(0, 3)));
  idle = (report.counts.read ?? 0) > 0 ? 0 : idle + 1;
}
process.exit(0);
