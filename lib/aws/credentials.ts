import { waitMsAfter } from '#lib/catalog/breaker.ts';
import type { Answer, CallFailure } from './call.ts';

export type Keys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string; expiration?: Date };

/** Thrown inside the SDK's signer when no keys can be had; carries the failure of the call that should have brought them. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A role that cannot be assumed: since when, how many times in a row, and when it is asked for again. Epoch ms of AWS's time. */
type Refusal = { failure: CallFailure; since: number; refusals: number; tryAt: number };
export type SessionState = { provedAt: number | null; expiresAt: number | null; refusal: Refusal | null };

export type Keyring = {
  /** @throws NoCredentials */
  keys(): Promise<Keys>;
  /** AWS refused keys had before `at`: they are not used again. @returns false when what is held now is newer */
  drop(at: number): boolean;
  /** They are over by AWS's word, which a call was told that was sent at `at` (ms, monotonic): what was had since is kept. */
  expire(at: number): void;
  state(): SessionState;
};

const refreshBeforeMs = 5 * 60_000;
/** An answer that could not be read, or a throttle: no word on the role. */
const retryMs = 20_000;

/**
 * Keys of an assumed role, fetched once for all who ask at the same time, refreshed five minutes before they expire. A refusal is
 * remembered for growing minutes, so that a denied account costs few calls; keys that still hold are used to their end.
 * @param now AWS's time, in which keys expire
 */
export function sessionKeys(assume: () => Promise<Answer<Keys>>, now: () => number = Date.now): Keyring {
  /** `hadAt`: monotonic, for AWS's time is corrected by what its answers say. */
  let current: { keys: Keys; at: number; hadAt: number; refreshAt: number; expiresAt: number } | null = null;
  let refusal: Refusal | null = null;
  let running: Promise<Keys> | null = null;

  const refuse = (failure: CallFailure): void => {
    const isFinal = failure.word === 'denied';
    const refusals = (refusal?.refusals ?? 0) + (isFinal || refusal === null ? 1 : 0);
    const tryAt = now() + (isFinal ? waitMsAfter(refusals) : retryMs);
    refusal = { failure, since: refusal?.since ?? now(), refusals, tryAt };
  };

  const renew = async (): Promise<Keys> => {
    const answer = await assume();
    if (!answer.ok) {
      refuse(answer.failure);
      if (current && now() < current.expiresAt) return current.keys;
      throw new NoCredentials(answer.failure);
    }
    const { expiration } = answer.value;
    const at = now();
    const expiresAt = expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    // Keys that are said to be short-lived or already over are still used for a minute: AWS's word on them is final, not ours.
    const refreshAt = Math.max(expiresAt - refreshBeforeMs, at + 60_000);
    current = { keys: answer.value, at, hadAt: performance.now(), refreshAt, expiresAt };
    refusal = null;
    return answer.value;
  };

  return {
    async keys() {
      const at = now();
      if (current && at < current.refreshAt) return current.keys;
      if (refusal && at < refusal.tryAt) {
        if (current && at < current.expiresAt) return current.keys;
        throw new NoCredentials(refusal.failure);
      }
      running ??= renew().finally(() => {
        running = null;
      });
      return running;
    },
    drop(at) {
      if (current && current.at > at) return false;
      current = null;
      return true;
    },
    expire(at) {
      if (current && current.hadAt <= at) current = null;
    },
    state: () => ({
      provedAt: current?.at ?? null,
      expiresAt: current && Number.isFinite(current.expiresAt) ? current.expiresAt : null,
      refusal,
    }),
  };
}
