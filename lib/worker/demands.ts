import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'pg-boss';
import { createTally, type Tally } from '#lib/aws/tally.ts';
import { isLogPlace } from '#lib/catalog/log-places.ts';
import type { CollectedAccount } from '#lib/collect/accounts/members.ts';
import { findAccount } from '#lib/collect/accounts/places.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import { collectShown } from '#lib/collect/metrics/shown.ts';
import { resolveHome } from '#lib/postgres/home.ts';
import type { AskedDemand, LogDemand, ShownDemand } from '#lib/store/demands.ts';
import { signEvidence } from '#lib/store/evidence-signatures.ts';
import { addToMeter } from '#lib/store/meter.ts';
import { notify } from '#lib/store/notices.ts';
import { saveReply } from '#lib/store/replies.ts';
import { type LogReply, readLogs } from './logs.ts';

/** A page waits 12 s: an answer that says why there are no lines must be there before. */
const patienceMs = 9000;

function tooSlow(tally: Tally): LogReply {
  const isThrottled = tally.totals().retries > 0;
  const why = isThrottled
    ? 'AWS refuses log calls as too many. Nothing was read; ask again in a moment.'
    : `AWS did not answer within ${patienceMs / 1000} s. Nothing was read; ask again in a moment.`;
  return { ok: false, absence: isThrottled ? 'throttled' : 'late', why };
}

/** Answers one request of a page. */
export function answerDemand(collecting: Collecting, { data }: Pick<Job<AskedDemand>, 'data'>): Promise<void> {
  if (data.type === 'sign') return answerSign(collecting, data);
  return data.type === 'logs' ? answerLogs(collecting, data) : answerShown(collecting, data);
}

const root = join(import.meta.dirname, '../..');

/** Whoever can put a demand is not believed: what is signed is a sum and nothing else, under words of its own, and journalled. */
async function answerSign(
  { db, clock }: Pick<Collecting, 'db' | 'clock'>,
  { manifestSha256, replyId }: AskedDemand & { type: 'sign' },
): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(manifestSha256)) return;
  const home = resolveHome(root, process.env);
  await saveReply(db.pool, replyId, await signEvidence(db, { home, now: clock.now(), manifestSha256 }), new Date());
}

/** The points of what a page shows are stored like any others; pages are told what came of it. */
async function answerShown(collecting: Collecting, { account: id, region, owners }: ShownDemand): Promise<void> {
  const account = await findAccount(collecting, id);
  const isCollected = account?.regions.includes(region);
  const outcome = account && isCollected ? await collectShown({ ...collecting, account, region }, owners) : 'nothing';
  await notify(collecting.db.pool, { account: id, region, noun: 'shown', owners, outcome });
}

type Allowed = { ok: true; account: CollectedAccount } | Extract<LogReply, { ok: false }>;

/** Whether it is the log of one resource in a place that is collected: whoever can put a demand is not believed. */
function allow(account: CollectedAccount | undefined, asked: LogDemand): Allowed {
  const refuse = (why: string): Allowed => ({ ok: false, absence: 'not_collected', why });
  if (!account) return refuse(`Account ${asked.account} is neither in trailwatch.yaml nor an active one of the organization.`);
  if (!account.regions.includes(asked.region))
    return refuse(`Account ${account.id} is not collected in ${asked.region}: nothing was read.`);
  if (!isLogPlace(asked))
    return refuse(`${asked.group} is not asked for as the log of one SageMaker resource: nothing was read.`);
  return { ok: true, account };
}

/** Metered like any other call, and left where only the asker finds it. */
async function answerLogs(collecting: Collecting, asked: AskedDemand & { type: 'logs' }): Promise<void> {
  const { aws, clock, db } = collecting;
  const account = await findAccount(collecting, asked.account);
  const tally = createTally();
  const allowed = allow(account, asked);
  const reply: LogReply = allowed.ok
    ? await Promise.race([
        readLogs(aws.region(allowed.account, asked.region, tally), asked, clock.now()),
        sleep(patienceMs).then(() => tooSlow(tally)),
      ])
    : allowed;
  await addToMeter(db.pool, tally.drain());
  await saveReply(db.pool, asked.replyId, reply, new Date());
}
