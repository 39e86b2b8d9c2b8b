import { isWithin } from '#lib/alerts/hours.ts';
import { type RuleBook, ruleBookOf } from '#lib/alerts/rule-book.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { toldSteps } from '#lib/catalog/told-steps.ts';
import type { Collecting } from '#lib/collect/cycle.ts';
import type { Config } from '#lib/config.ts';
import type { Channel } from '#lib/config-alerts.ts';
import { backoffMs, givenUpAfterMs } from '#lib/notify/backoff.ts';
import { deliver } from '#lib/notify/deliver.ts';
import { messageOf } from '#lib/notify/message.ts';
import type { Outcome } from '#lib/notify/outcome.ts';
import { listConsoleRules } from '#lib/queries/console-rules.ts';
import {
  type DueNotification,
  giveUpOthers,
  type Pace,
  saveTry,
  settleDeferred,
  type Tried,
  takeNotification,
} from '#lib/store/notifications.ts';
import { addReminders } from '#lib/store/reminders.ts';
import { transaction } from '#lib/store/transaction.ts';
import { minuteMs } from '#lib/time.ts';

type Plan = Pick<Collecting, 'db' | 'clock' | 'log'> & {
  config: Pick<Config, 'alerts' | 'accounts'>;
  signal?: AbortSignal;
  /** Within which a channel must have answered. */
  timeoutMs?: number;
};

const usualTimeoutMs = 10_000;
/** By all workers together, and what each of them has under way. */
const pace: Pace = { most: 10, withinMs: 10_000 };

/** What is said of rules as they are now: those of the file, and those of the console. */
export const bookNow = async ({ alerts }: Pick<Config, 'alerts'>): Promise<RuleBook> =>
  ruleBookOf(alerts.rules, await listConsoleRules(systemScope()));

const isOpen = ({ hours }: Channel, now: number): boolean => hours === undefined || isWithin(now, hours);

/** Why nobody is to be told, or not yet; null where somebody is. */
function needlessness({ step, total }: DueNotification): string | null {
  if (total > 0) return null;
  if (step === 'reminder') return 'nothing to tell: it is over, or somebody acknowledged it';
  if (toldSteps[step].isOver) return 'nothing to tell: that it began was not told';
  return 'nothing to tell: it ended before the hours of the channel began';
}

async function told(plan: Plan, channel: Channel, due: DueNotification): Promise<Outcome> {
  const { clock, config, timeoutMs = usualTimeoutMs } = plan;
  const needless = needlessness(due);
  if (needless !== null) return { isSent: true, answer: needless, waitMs: null };
  const names = new Map(config.accounts.map(({ id, name }) => [id, name]));
  const message = messageOf(due, { url: config.alerts.url ?? '', names, book: await bookNow(config) });
  return deliver(channel, message, { now: clock.now(), allowPrivate: config.alerts.allowPrivate, timeoutMs });
}

function triedOf({ key, tries, failedAt }: DueNotification, { isSent, answer, waitMs }: Outcome, at: number): Tried {
  if (isSent) return { state: 'sent', at, next: null, holds: false, answer };
  if (failedAt !== null && at - failedAt >= givenUpAfterMs) return { state: 'dead', at, next: null, holds: false, answer };
  const next = at + Math.max(backoffMs(key, tries + 1), waitMs ?? 0);
  return { state: 'waiting', at, next, holds: waitMs !== null, answer };
}

/**
 * Sends the next that is due. Its row is held meanwhile: a worker that dies before what came of it was written down leaves it to another, which
 * sends it again under the same key. @returns what came of it; null where nothing is due; `settled`: its hours have begun, and it is next
 */
const sendNext = (plan: Plan, channel: Channel): Promise<Tried['state'] | 'settled' | null> =>
  transaction(plan.db, async (client) => {
    const now = plan.clock.now();
    const due = await takeNotification(client, { channel: channel.id, now, pace, isOpen: isOpen(channel, now) });
    if (due === null) return null;
    if (due.isDeferred) {
      await settleDeferred(client, due, now);
      return 'settled';
    }
    const tried = triedOf(due, await told(plan, channel, due), plan.clock.now());
    await saveTry(client, due, tried);
    const about = { channel: channel.id, key: due.key, answer: tried.answer };
    if (tried.state === 'dead') plan.log.error(about, 'a notification failed for a day and was given up');
    else if (tried.state === 'waiting' && due.tries === 0)
      plan.log.warn(about, 'a notification could not be sent; it is tried again');
    return tried.state;
  });

/**
 * One round of one channel: sends what is due, at least once, at most one request a second on average; any number of workers may. A channel that
 * failed is left alone until the next round: its next notification would likely fail, too. @returns how many arrived
 */
async function sendToChannel(plan: Plan, channel: Channel): Promise<number> {
  let sent = 0;
  while (!plan.signal?.aborted) {
    const state = await sendNext(plan, channel);
    if (state !== 'sent' && state !== 'settled') break;
    if (state === 'sent') sent += 1;
  }
  return sent;
}

/** Each holds a connection to the database while it waits for an answer. */
const channelsAtOnce = 3;

/** Rounds of channels, each at its own pace, so that one that hangs holds up no other; where too many hang at once, the rest wait for a moment. */
export function createSender(plan: Plan): (channel: Channel) => Promise<number> {
  let busy = 0;
  return async (channel) => {
    if (busy >= channelsAtOnce) return 0;
    busy += 1;
    try {
      return await sendToChannel(plan, channel);
    } finally {
      busy -= 1;
    }
  };
}

/** Brings to mind what is open and nobody acknowledged, where a channel is to hear of that again, and in its hours. @returns how many are to be told */
export async function remind({ db, clock, config }: Pick<Plan, 'db' | 'clock' | 'config'>, channel: Channel): Promise<number> {
  const now = clock.now();
  const { repeatAfter: repeatAfterMs } = channel;
  if (repeatAfterMs === undefined || !isOpen(channel, now)) return 0;
  return addReminders(db, { channel, repeatAfterMs, now, book: await bookNow(config) });
}

/** A channel that was just added is not known to workers that still go by the file before it. */
const strangerMs = 15 * minuteMs;

/** What has waited for a channel that is not configured any more is given up. */
export const giveUpStrangers = ({ db, clock, config }: Plan): Promise<number> =>
  giveUpOthers(
    db,
    config.alerts.channels.map(({ id }) => id),
    new Date(clock.now() - strangerMs),
  );
