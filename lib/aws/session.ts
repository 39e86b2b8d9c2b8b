import { setTimeout as sleep } from 'node:timers/promises';
import { quotaOf, quotaShare } from '#lib/catalog/quotas.ts';
import type { Clock } from '#lib/time.ts';
import type { Answer, AwsCall, AwsService, CallFailure, CallRow } from './call.ts';
import { type AwsClient, httpHandler, openClient } from './clients.ts';
import { type Keys, NoCredentials, sessionKeys } from './credentials.ts';
import { judge, type Remedy, type Verdict } from './failures.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import type { AwsRegion, SendOptions } from './region.ts';
import { assumeRole } from './sts.ts';
import { createTally, type Tally } from './tally.ts';

type AwsAccount = { id: string; role?: string; externalId?: string };

/** All of AWS that this process talks to: clients, keys and limiters live here and are shared by every run. */
export type Aws = {
  /** @param tally counts the attempts of one run */
  region(account: AwsAccount, region: string, tally: Tally): AwsRegion;
  close(): void;
};

const attemptsAllowed: Record<Remedy, number> = { slow_down: 9, again: 5, none: 1 };
const longestPauseMs = 15_000;
const pointsPerSecond = 180_000;
const pointsPerCall = 100_800;

/** A proxy's page reads as an answer of AssumeRole that says nothing: without this, keys that are none would be kept for ever. */
const keyless: CallFailure = {
  service: 'sts',
  operation: 'AssumeRole',
  code: 'MalformedBody',
  word: 'late',
  message: 'The answer held no keys. AssumeRole is asked again in a moment.',
  requestId: null,
  isGone: false,
};

/** Full jitter: callers that were refused together do not come back together. */
const pauseBefore = (attempt: number): number => Math.random() * Math.min(longestPauseMs, 250 * 2 ** attempt);

/**
 * @param pace how many times as fast as wall time quotas refill: they are counted on the clock that AWS lives by, and a stopped
 *   clock lets wall time refill them, at a pace of its own
 */
export function openAws(clock: Clock, pace: number = clock.speed > 0 ? clock.speed : (clock.pace ?? 1)): Aws {
  const handler = httpHandler();
  const clients = new Map<string, AwsClient>();
  const keyrings = new Map<string, () => Promise<Keys>>();
  const limiters = new Map<string, Limiter>();

  const limiterFor = (key: string, perSecond: number, burst: number): Limiter => {
    const found = limiters.get(key);
    if (found) return found;
    const made = createLimiter({
      perSecond,
      burst,
      now: () => performance.now() * pace,
      sleep: (ms) => sleep(ms / pace).then(() => undefined),
    });
    limiters.set(key, made);
    return made;
  };

  const clientFor = (account: AwsAccount, region: string, service: AwsService, isOwn: boolean): AwsClient => {
    const key = isOwn ? `own ${region} ${service}` : `${account.id} ${account.role} ${region} ${service}`;
    const found = clients.get(key);
    if (found) return found;
    const keys = isOwn || !account.role ? undefined : keyringOf(account, region);
    const made = openClient(service, { region, ...(keys ? { keys } : {}) }, handler);
    clients.set(key, made);
    return made;
  };

  const keyringOf = (account: AwsAccount, region: string): (() => Promise<Keys>) => {
    const key = `${account.id} ${account.role}`;
    const found = keyrings.get(key);
    if (found) return found;
    const made = sessionKeys(() => assume(account, region));
    keyrings.set(key, made);
    return made;
  };

  /** Who sends: the account's role, or Trailwatch's own identity. Counts on the tally that happened to need the keys. */
  const assume = async (account: AwsAccount, region: string): Promise<Answer<Keys>> => {
    const own = reach(account, region, keyTallies.get(account.id) ?? createTally(), true);
    const answer = await own.send(assumeRole, {
      RoleArn: account.role,
      RoleSessionName: 'trailwatch',
      ...(account.externalId ? { ExternalId: account.externalId } : {}),
    });
    if (!answer.ok) return answer;
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.value.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey) return { ok: false, failure: keyless };
    return {
      ok: true,
      value: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        ...(SessionToken ? { sessionToken: SessionToken } : {}),
        ...(Expiration ? { expiration: Expiration } : {}),
      },
    };
  };
  const keyTallies = new Map<string, Tally>();

  const reach = (account: AwsAccount, region: string, tally: Tally, isOwn: boolean): AwsRegion => {
    const place = { account: account.id, region };
    const wait = async (call: CallRow, options: SendOptions): Promise<Limiter> => {
      const name = `${call.service}.${call.operation}`;
      const perSecond = quotaOf(name) * quotaShare;
      const limiter = limiterFor(`${account.id} ${region} ${name}`, perSecond, Math.max(1, Math.floor(perSecond)));
      if (options.points) {
        const perCall = Math.min(options.points, pointsPerCall);
        await limiterFor(`${account.id} ${region} points`, pointsPerSecond * quotaShare, pointsPerCall).take(perCall);
      }
      await limiter.take();
      return limiter;
    };

    const attempt = async <In extends object, Out>(
      call: AwsCall<In, Out>,
      input: In,
      options: SendOptions & { isRetry: boolean },
    ): Promise<{ ok: true; value: Out } | ({ ok: false } & Verdict)> => {
      const limiter = await wait(call, options);
      const note = (outcome: 'ok' | 'throttled' | 'failed'): void =>
        tally.note(place, call, { at: clock.now(), outcome, isRetry: options.isRetry, metrics: options.metrics ?? 0 });
      keyTallies.set(account.id, tally);
      try {
        const value = (await clientFor(account, region, call.service, isOwn).send(call.command(input))) as Out;
        note('ok');
        limiter.accepted();
        return { ok: true, value };
      } catch (error) {
        if (error instanceof NoCredentials) return { ok: false, failure: error.failure, remedy: 'none' };
        const verdict = judge(call, error);
        note(verdict.remedy === 'slow_down' ? 'throttled' : 'failed');
        if (verdict.remedy === 'slow_down') limiter.refused();
        return { ok: false, ...verdict };
      }
    };

    return {
      ...place,
      tally,
      async send(call, input, options = {}) {
        for (let tried = 1; ; tried += 1) {
          const outcome = await attempt(call, input, { ...options, isRetry: options.isRetry || tried > 1 });
          if (outcome.ok) return outcome;
          const allowed = options.isRetry && outcome.remedy === 'again' ? 2 : attemptsAllowed[outcome.remedy];
          if (tried >= allowed) return { ok: false, failure: outcome.failure };
          await sleep(pauseBefore(tried) / pace);
        }
      },
    };
  };

  return {
    region: (account, region, tally) => reach(account, region, tally, false),
    close() {
      for (const client of clients.values()) client.destroy();
      handler.destroy();
    },
  };
}
