import { fillJobs } from '#lib/collect/inventory/job-history.ts';
import { jobSources } from '#lib/collect/inventory/sources.ts';
import { collectingWith, configFor } from '#lib/collect/testing/collecting.ts';
import { database } from '#lib/db.ts';
import { clockFrom } from '#lib/time.ts';
import { inventoryPlace } from './inventory-place.ts';

/** What a worker does for the job history of one place, alone in a process: its memory is the figure, and it can be killed. */
const clock = clockFrom(process.env);
const collecting = collectingWith({
  configText: configFor(inventoryPlace),
  environment: {},
  db: database(),
  clock,
  pace: clock.speed,
});
/** Search's jobs are what is measured; what List alone tells is described one by one, at other limits. */
const searched = jobSources.filter(({ search }) => search !== null);
for (let report = await fillJobs(collecting.place, searched); report; report = await fillJobs(collecting.place, searched)) {
  if (report.failures.length > 0) console.error(JSON.stringify(report.failures));
  if (report.status === 'failed') process.exit(1);
}
process.exit(0);
