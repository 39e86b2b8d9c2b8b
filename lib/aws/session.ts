import { setTimeout as sleep } from 'node:timers/promises';
import { nothingBilled } from '#lib/catalog/prices.ts';
import { historyPart, pointsPerSecond, quotaOf, quotaShare } from '#lib/catalog/quotas.ts';
import { type Clock, elapsedOn } from '#lib/time.ts';
import { type Breaker, createBreaker, leftAlone } from './breaker.ts';
import type { Answer, AwsCall, AwsService, CallFailure, CallRow } from './call.ts';
import { type AwsClient, httpHandler, openClient } from './clients.ts';
import { type Keyring, type Keys, NoCredentials, sessionKeys } from './credentials.ts';
import { judge, type Remedy, refusalOf, type Verdict } from './failures.ts';
import { homeRegion } from './home-region.ts';
import { createLimiter, type Limiter, type Rate, rateWithin } from './limiter.ts';
import type { AwsRegion, SendOptions } from './region.ts';
import { createSkew } from './skew.ts';
import { type Doubt, doubtOf, type Standing } from './standing.ts';
import { assumeRole } from './sts.ts';
import { createTally, type Tally } from './tally.ts';

/** `via`: the account from whose role this one's is assumed; without it, from Trailwatch's own credentials. */
export type AwsAccount = { id: string; role?: string; externalId?: string; via?: AwsAccount };

/** All of AWS that this process talks to: clients, keys and limiters live here and are shared by every run. */
export type Aws = {
  /** @param tally counts the attempts of one run */
  region(account: AwsAccount, region: string, tally: Tally): AwsRegion;
  standing(account: AwsAccount): Standing;
  /** The part of an operation's quota ("sagemaker.ListEndpoints") that all workers take together, 0 to 1. */
  shareOf(operation: string): number;
  /** Operations that are left alone for now. */
  holds(): Hold[];
  /** The clock, corrected by what AWS's answers say of the time. */
  readonly clock: Clock;
  /** Wall time as AWS has it: sessions are measured on it. */
  wall(): number;
  /** How far AWS's clock is ahead of this machine's; null before its first answer. */
  skewMs(): number | null;
  close(): void;
};

/** `until` in epoch ms. */
type Hold = {
  account: string;
  region: string;
  service: AwsService;
  operation: string;
  until: number;
  word: string;
  code: string;
};

/** How much of AWS's quotas this process takes. */
export type QuotaUse = {
  /** The part of an operation's quota ("sagemaker.ListEndpoints") that all workers take together, 0 to 1. */
  shareOf(operation: string): number;
  /** How many workers share it. */
  workers(): number;
};

/** When a call was sent: by AWS's time, and by a clock that nobody corrects. */
type Sent = { at: number; elapsed: number };

const alone: QuotaUse = { shareOf: () => quotaShare, workers: () => 1 };

const attemptsAllowed: Record<Remedy, number> = { slow_down: 9, again: 5, renew: 2, none: 1 };
/** A session that is younger was not ended: the Region does not know it. */
const youngMs = 60_000;
const longestPauseMs = 15_000;
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

const paceOf = (clock: Clock): number => clock.pace ?? (clock.speed || 1);

/** Whether a failure may be the fault of one query among hundreds, and not of the service. */
const isQuerys = (failure: CallFailure, { points }: SendOptions): boolean =>
  points !== undefined && refusalOf(failure) === 'server';
const weightOfQuerys = 1 / 4;

/**
 * @param pace how many times as fast as wall time quotas refill: they are counted on the clock that AWS lives by, and a stopped
 *   clock lets wall time refill them, at a pace of its own
 */
export function openAws(clock: Clock, pace: number = paceOf(clock), use: QuotaUse = alone): Aws {
  const elapsed = (): number => elapsedOn(clock);
  const skew = createSkew({ wall: () => Date.now(), elapsed });
  const handler = httpHandler(skew.note, elapsed);
  const wall = (): number => Date.now() + skew.correctionMs();
  const clients = new Map<string, AwsClient>();
  const keyrings = new Map<string, Keyring>();
  const doubts = new Map<string, Map<string, Doubt | null>>();
  const limiters = new Map<string, Limiter>();

  const breakers = new Map<string, Breaker>();
  const now = (): number => performance.now() * pace;
  const clockAt = (until: number): number => clock.now() + ((until - now()) / pace) * (clock.speed || 1);

  const limiterFor = (key: string, rate: () => Rate): Limiter => {
    const found = limiters.get(key);
    if (found) return found;
    const made = createLimiter({ rate, now, sleep: (ms) => sleep(ms / pace).then(() => undefined) });
    limiters.set(key, made);
    return made;
  };

  const breakerFor = ({ account, region }: { account: string; region: string }, call: CallRow): Breaker => {
    const key = `${account} ${region} ${call.service} ${call.operation}`;
    const found = breakers.get(key);
    if (found) return found;
    const made = createBreaker(now);
    breakers.set(key, made);
    return made;
  };

  const clientFor = (account: AwsAccount, region: string, service: AwsService, isOwn: boolean): AwsClient => {
    const key = isOwn ? `own ${region} ${service}` : `${account.id} ${account.role} ${region} ${service}`;
    const found = clients.get(key);
    if (found) return found;
    const keys = isOwn || !account.role ? undefined : keyringOf(account, region).keys;
    const made = openClient(service, { region, clockOffsetMs: skew.correctionMs(), ...(keys ? { keys } : {}) }, handler);
    clients.set(key, made);
    return made;
  };

  const keyringKey = ({ id, role }: AwsAccount): string => `${id} ${role}`;
  const keyringOf = (account: AwsAccount, region: string): Keyring => {
    const key = keyringKey(account);
    const found = keyrings.get(key);
    if (found) return found;
    const made = sessionKeys(() => assume(account, homeRegion(region)), wall);
    keyrings.set(key, made);
    return made;
  };

  /** Who sends: the role that it is assumed through, or Trailwatch's own identity. Counts on the tally that happened to need the keys. */
  const assume = async (account: AwsAccount, region: string): Promise<Answer<Keys>> => {
    const tally = keyTallies.get(account.id) ?? createTally();
    const asker = account.via ? reach(account.via, region, tally, false) : reach(account, region, tally, true);
    const answer = await asker.send(assumeRole, {
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

  /** What an answer says of the Region it came from. */
  const heed = ({ id }: AwsAccount, region: string, { service }: CallRow, failure: CallFailure | null): void => {
    const word = failure && doubtOf(failure);
    const found = doubts.get(id) ?? new Map<string, Doubt | null>();
    if (word) doubts.set(id, found.set(region, { word, failure }));
    else if (failure === null && service === 'sagemaker') doubts.set(id, found.set(region, null));
  };

  /** New keys for an attempt that was refused for its own. @returns whether there may be any */
  const renew = (account: AwsAccount, sent: Sent, { code }: CallFailure): boolean => {
    if (/Signature|Skewed/.test(code)) {
      // Made anew, they sign with the time that the answer's Date told.
      clients.clear();
      return true;
    }
    const keyring = keyrings.get(keyringKey(account));
    if (!code.startsWith('Expired')) return !keyring || keyring.drop(sent.at - youngMs);
    // Where others have taken their place, these are tried.
    keyring?.expire(sent.elapsed);
    return true;
  };

  const reach = (account: AwsAccount, region: string, tally: Tally, isOwn: boolean): AwsRegion => {
    const place = { account: account.id, region };
    const wait = async (call: CallRow, options: SendOptions): Promise<Limiter> => {
      const name = `${call.service}.${call.operation}`;
      const part = (): number => use.shareOf(name) / use.workers();
      const limiter = limiterFor(`${account.id} ${region} ${name}`, () => rateWithin(quotaOf(name) * part()));
      const take = (of: Limiter, cost?: number): Promise<void> => (options.isSpare ? of.takeSpare(cost) : of.take(cost));
      if (options.points) {
        const perCall = Math.min(options.points, pointsPerCall);
        const rateOf = (share: number) => (): Rate => ({ perSecond: pointsPerSecond * part() * share, burst: pointsPerCall });
        const lane = options.isSpare ? limiterFor(`${account.id} ${region} history points`, rateOf(historyPart)) : null;
        await lane?.take(perCall);
        await take(limiterFor(`${account.id} ${region} points`, rateOf(1)), perCall);
      }
      await take(limiter);
      return limiter;
    };

    const attempt = async <In extends object, Out>(
      call: AwsCall<In, Out>,
      input: In,
      options: SendOptions & { isRetry: boolean },
    ): Promise<{ ok: true; value: Out } | ({ ok: false } & Verdict)> => {
      const breaker = breakerFor(place, call);
      const opening = breaker.refusal();
      if (opening) return { ok: false, failure: leftAlone(opening, clockAt(opening.until)), remedy: 'none' };
      const limiter = await wait(call, options);
      const note = (outcome: 'ok' | 'throttled' | 'failed'): void =>
        tally.note(place, call, { at: clock.now(), outcome, isRetry: options.isRetry, billed: options.billed ?? nothingBilled });
      keyTallies.set(account.id, tally);
      const sent: Sent = { at: wall(), elapsed: performance.now() };
      try {
        const value = (await clientFor(account, region, call.service, isOwn).send(call.command(input))) as Out;
        note('ok');
        limiter.accepted();
        breaker.succeeded();
        heed(account, region, call, null);
        return { ok: true, value };
      } catch (error) {
        if (error instanceof NoCredentials) {
          breaker.ended();
          return { ok: false, failure: error.failure, remedy: 'none' };
        }
        const verdict = judge(call, error);
        note(verdict.remedy === 'slow_down' ? 'throttled' : 'failed');
        if (verdict.remedy === 'slow_down') limiter.refused();
        heed(account, region, call, verdict.failure);
        if (verdict.remedy === 'renew' && !renew(account, sent, verdict.failure)) verdict.remedy = 'none';
        // A plain refusal is an answer, too.
        if (verdict.remedy === 'none' || verdict.remedy === 'renew') breaker.succeeded();
        else breaker.failed(verdict.failure, isQuerys(verdict.failure, options) ? weightOfQuerys : 1);
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
    holds: () =>
      [...breakers].flatMap(([key, breaker]) => {
        const opening = breaker.opening();
        if (opening === null) return [];
        const [account = '', region = ''] = key.split(' ');
        const { service, operation, word, code } = opening.failure;
        return [{ account, region, service, operation, word, code, until: clockAt(opening.until) }];
      }),
    shareOf: use.shareOf,
    standing: (account) => ({
      ...(keyrings.get(keyringKey(account))?.state() ?? { provedAt: null, expiresAt: null, refusal: null }),
      doubts: doubts.get(account.id) ?? new Map(),
    }),
    clock: { ...clock, now: () => clock.now() + skew.correctionMs() * clock.speed },
    wall,
    skewMs: skew.measuredMs,
    close() {
      for (const client of clients.values()) client.destroy();
      handler.destroy();
    },
  };
}
