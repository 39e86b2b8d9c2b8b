import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from 'pg-boss';
import { createTally, type Tally } from '#lib/aws/tally.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import type { AskedDemand } from '#lib/store/demands.ts';
import { addToMeter } from '#lib/store/meter.ts';
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

/** Answers one request of a page: metered like any other call, and left where only the asker finds it. */
export async function answerDemand(collecting: Collecting, { data: asked }: Pick<Job<AskedDemand>, 'data'>): Promise<void> {
  const { aws, clock, config, db } = collecting;
  const account = config.accounts.find((one) => one.id === asked.account);
  const tally = createTally();
  const reply: LogReply = account
    ? await Promise.race([
        readLogs(aws.region(account, asked.region, tally), asked, clock.now()),
        sleep(patienceMs).then(() => tooSlow(tally)),
      ])
    : { ok: false, absence: 'not_collected', why: `Account ${asked.account} is not in trailwatch.yaml.` };
  await addToMeter(db.pool, tally.drain());
  await saveReply(db.pool, asked.replyId, reply, new Date());
}
