import type { CallFailure } from '#lib/aws/call.ts';
import { lookupEvents } from '#lib/aws/cloudtrail.ts';
import { pages } from '#lib/aws/pages.ts';
import { backfillWindows, type Window, windowRules } from '#lib/metrics/windows.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { listCovered, listHoles, mendCovered, mendHoles } from '#lib/store/coverage.ts';
import { notify } from '#lib/store/notices.ts';
import { attributePrincipals } from '#lib/store/principals.ts';
import { decidePrincipal } from '#lib/teams/attribution.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import type { Collector, PlaceContext, RunContext, RunReport } from './context.ts';
import { recordRun } from './run.ts';

/** Events reach Event history within about five minutes, seen up to ten: each look reads back further than that. */
const overlapMs = 20 * minuteMs;
const pagesPerRun = 400;

const placeOf = ({ account, region }: PlaceContext) => ({ account: account.id, region, collector: 'audit' });
const keptSince = ({ clock }: PlaceContext): Date => new Date(clock.now() - windowRules.keptMs);

/** Reads events of a window, newest first, page by page into the store. A page that cannot be had leaves a hole. */
async function readEvents(run: RunContext, window: Window): Promise<void> {
  const { db, place, clock } = run;
  const input = { StartTime: new Date(window.from), EndTime: new Date(window.to), MaxResults: 50 };
  let oldest = window.to;
  // What a cap left unread is the older rest; after any other failure the whole window is read again, which doubles nothing.
  const missed = (failure: CallFailure): void => {
    const to = failure.code === 'TooManyPages' ? Math.min(window.to, oldest + 1000) : window.to;
    run.fail(failure, { subject: 'events', window: { from: window.from, to } });
  };
  for await (const page of pages(run.aws, lookupEvents, input, { into: 'NextToken', maxPages: pagesPerRun })) {
    if (!page.ok) return missed(page.failure);
    const events = page.value.Events ?? [];
    run.count('read', events.length);
    const deliveries = events.map((event) => ({
      raw: event.CloudTrailEvent ?? JSON.stringify(event),
      source: 'event-history' as const,
      account: place.account,
    }));
    const { saved, known, quarantined } = await saveAuditEvents(db, deliveries, new Date(clock.now()));
    run.count('written', saved);
    run.count('unchanged', known);
    if (quarantined > 0) run.count('quarantined', quarantined);
    if (saved > 0) await notify(db.pool, { ...place, noun: 'audit' });
    oldest = events.reduce((least, event) => Math.min(least, event.EventTime?.getTime() ?? least), oldest);
  }
}

async function collectWindow(context: PlaceContext, purpose: 'live' | 'backfill', window: Window): Promise<RunReport> {
  const report = await recordRun(context, { collector: 'audit', purpose, window }, (run) => readEvents(run, window));
  await mendCovered(context.db, report.runId, new Date(context.clock.now()));
  return report;
}

async function repair(context: PlaceContext): Promise<RunReport[]> {
  const [hole] = await listHoles(context.db, placeOf(context), keptSince(context));
  if (!hole) return [];
  const window = { from: hole.from, to: hole.to };
  const report = await recordRun(context, { collector: 'audit', purpose: 'repair', window }, (run) => readEvents(run, window));
  // A rest that failed again is a smaller hole of the new run.
  if (report.status === 'failed') return [report];
  await mendHoles(context.db, [hole], { byRun: report.runId, at: new Date(context.clock.now()) });
  return [report];
}

/** Maps those who made events to teams, by the rules of the configuration. */
export async function attribute(
  { db, clock, config }: Pick<PlaceContext, 'db' | 'clock' | 'config'>,
  which: 'new' | 'all',
): Promise<void> {
  const at = new Date(clock.now());
  await attributePrincipals(db, (principal) => decidePrincipal(principal, config.teams), { which, at });
}

async function collectAudit(context: PlaceContext): Promise<RunReport[]> {
  const covered = await listCovered(context.db, placeOf(context), keptSince(context));
  const to = floorTo(context.clock.now(), 1000);
  const reached = Math.max(...covered.map((one) => one.to), Number.NEGATIVE_INFINITY);
  const live = await collectWindow(context, 'live', { from: Math.max(to - windowRules.firstMs, reached - overlapMs), to });
  const reports = live.status === 'failed' ? [live] : [live, ...(await repair(context))];
  await attribute(context, 'new');
  return reports;
}

/**
 * Fills what lies behind, newest first. Where that follows what was read before a silence, its last events were still on their way then.
 * @returns null when nothing is left to fill
 */
export async function fillAudit(context: PlaceContext): Promise<RunReport | null> {
  const covered = await listCovered(context.db, placeOf(context), keptSince(context));
  const [next] = backfillWindows(context.clock.now(), covered);
  if (!next) return null;
  const isAfterSilence = covered.some(({ to }) => to === next.from);
  return collectWindow(context, 'backfill', { from: next.from - (isAfterSilence ? overlapMs : 0), to: next.to });
}

/** Who did what, from CloudTrail's Event history. */
export const audit: Collector = { id: 'audit', everyMs: minuteMs, calls: [lookupEvents], collect: collectAudit };
