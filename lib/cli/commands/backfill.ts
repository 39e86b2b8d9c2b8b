import { createInterface } from 'node:readline/promises';
import { openAws } from '#lib/aws/session.ts';
import { createPlaces } from '#lib/collect/accounts/places.ts';
import type { PlaceContext } from '#lib/collect/context.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { planPlace } from '#lib/collect/past/plan-place.ts';
import { loadConfig } from '#lib/config.ts';
import { shareOf } from '#lib/config-collection.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatMoney } from '#lib/format.ts';
import { logFor } from '#lib/log.ts';
import { findFill, findRunningFill, saveNeed, startFill } from '#lib/store/history-fills.ts';
import { recordJournal } from '#lib/store/journal.ts';
import { type Db, transaction } from '#lib/store/transaction.ts';
import { listWorkers } from '#lib/store/workers.ts';
import { clockFrom } from '#lib/time.ts';
import { type Command, exitCodes, type Invocation } from '../command.ts';
import { commandLine } from '../db-backup.ts';
import { followFill } from '../history-run.ts';
import { historyLines, type PlannedPlace, totalOfHistory } from '../history-table.ts';

/** @throws TrailwatchError before the first look: nothing is known that could be missing */
async function planAll(places: readonly PlaceContext[]): Promise<PlannedPlace[]> {
  const planned: PlannedPlace[] = [];
  for (const place of places) {
    const one = await planPlace(place);
    if (one) planned.push(one);
  }
  if (planned.length > 0) return planned;
  throw new TrailwatchError('invalid', 'no place was looked at yet, so nobody knows what is missing', {
    mend: 'start Trailwatch, or run once: npm run trailwatch -- collect --once',
  });
}

/** @throws TrailwatchError where nobody says yes, and nobody can be asked */
async function confirm({ options }: Invocation, usd: number): Promise<boolean> {
  if (options.yes === true) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new TrailwatchError('invalid', `this costs up to ${formatMoney(usd)}, and there is no terminal to confirm it on`, {
      mend: 'look at it with --dry-run, and say --yes to approve it',
    });
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const said = await lines.question(`Fill it, at up to ${formatMoney(usd)}? [y/N] `).finally(() => lines.close());
  return /^y(es)?$/i.test(said.trim());
}

/** Keeps what was shown as what is missing, approves it, and journals that, in one transaction. */
const approve = (db: Db, planned: readonly PlannedPlace[], now: number): Promise<number> =>
  transaction(db, async (client) => {
    const at = new Date(now);
    await client.query('delete from history_need');
    for (const { cost } of planned) await saveNeed({ pool: client }, cost, { cost, ...cost, at });
    const { id, ...approved } = await startFill(client, { by: commandLine.name, at });
    const { usd } = totalOfHistory(planned);
    const subject = { kind: 'history', id: String(id) };
    await recordJournal(client, { at: now, actor: commandLine, action: 'history.fill', subject, after: { ...approved, usd } });
    return id;
  });

async function fill(invocation: Invocation, collecting: Collecting, places: readonly PlaceContext[]): Promise<number | null> {
  const { db, clock } = collecting;
  const { json, say } = invocation;
  const running = await findRunningFill(db);
  if (running) {
    say(`history is being filled since ${running.approvedAt.toISOString()}: this goes on with it`);
    return running.id;
  }
  const planned = await planAll(places);
  const { calls, usd } = totalOfHistory(planned);
  if (!json) for (const line of historyLines(planned)) say(line);
  if (calls === 0) {
    say('nothing is missing: all that CloudWatch still has is here');
    return null;
  }
  if (await confirm(invocation, usd.statistic)) return approve(db, planned, clock.now());
  say('nothing was asked of AWS');
  return null;
}

async function run(invocation: Invocation, collecting: Collecting): Promise<0 | 1> {
  const { options, json, say, print, signal } = invocation;
  const { db } = collecting;
  const places = await createPlaces(collecting)();
  if (options['dry-run'] === true) {
    const planned = await planAll(places);
    if (json) print({ ...totalOfHistory(planned), places: planned.map(({ cost }) => cost) });
    else for (const line of historyLines(planned)) say(line);
    return exitCodes.ok;
  }
  const id = await fill(invocation, collecting, places);
  if (id === null) {
    if (json) print(null);
    return exitCodes.ok;
  }
  const hasWorkers = (await listWorkers(db)).some(({ silentMs }) => silentMs < 30_000);
  if (hasWorkers) say('the workers do it; this may be ended, and they go on');
  await followFill(db, id, { places, hasWorkers, signal });
  const end = await findFill(db, id);
  if (json) print(end);
  else say(`${end?.doneCalls ?? 0} of ${end?.calls ?? 0} calls, ${end?.state}${end?.reason ? `: ${end.reason}` : ''}`);
  if (end?.state === 'running') say('start it again to go on where it is');
  return end?.state === 'finished' || end?.state === 'running' ? exitCodes.ok : exitCodes.fault;
}

export const command: Command = {
  name: 'backfill',
  summary:
    'Fill what CloudWatch still has of the past, once its price is confirmed: 15 days by the minute, 63 by 5 minutes, 455 by the hour',
  usage: [
    'npm run trailwatch -- backfill [--dry-run] [--yes] [--json]',
    '--dry-run tells what is missing, the calls, what is billed by either reading, and how long it takes; nothing is asked of AWS.',
    'Without --yes it asks on the terminal. Newest first, in what of the quotas live collection leaves; ended or killed anywhere, the next',
    'start goes on where it was. Where workers are at work they do it.',
    'Exit status: 0 filled, or nothing to fill, 1 some of it was refused, or it was stopped, 2 there is no terminal to confirm on.',
  ].join('\n'),
  options: { 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' } },
  needs: ['database', 'aws'],
  async run(invocation) {
    const db = database();
    const config = loadConfig();
    const aws = openAws(clockFrom(process.env), undefined, {
      shareOf: (call) => shareOf(config.collection, call),
      workers: () => 1,
    });
    try {
      return await run(invocation, { config, aws, db, clock: aws.clock, log: logFor('backfill'), signal: invocation.signal });
    } finally {
      aws.close();
      await closeDatabase(db);
    }
  },
};
