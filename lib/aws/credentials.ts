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

const refreshBeforeMs = 5 * 60_000;
const refusalKeptMs = 20_000;

/**
 * Keys of an assumed role, fetched once for all who ask at the same time, refreshed five minutes before they expire
 * (on wall time, which is what signatures are judged on). A refusal is remembered briefly, so that a denied account costs few calls.
 */
export function sessionKeys(assume: () => Promise<Answer<Keys>>): () => Promise<Keys> {
  let current: { keys: Keys; until: number } | null = null;
  let refused: { failure: CallFailure; until: number } | null = null;
  let running: Promise<Keys> | null = null;

  const renew = async (): Promise<Keys> => {
    const answer = await assume();
    if (!answer.ok) {
      refused = { failure: answer.failure, until: Date.now() + refusalKeptMs };
      throw new NoCredentials(answer.failure);
    }
    const { expiration } = answer.value;
    const lifeMs = expiration ? expiration.getTime() - Date.now() : Number.POSITIVE_INFINITY;
    // Keys that are said to be short-lived or already over are still used for a minute: AWS's word on them is final, not ours.
    current = { keys: answer.value, until: Date.now() + Math.max(lifeMs - refreshBeforeMs, 60_000) };
    return answer.value;
  };

  return async () => {
    if (current && Date.now() < current.until) return current.keys;
    if (refused && Date.now() < refused.until) throw new NoCredentials(refused.failure);
    running ??= renew().finally(() => {
      running = null;
    });
    return running;
  };
}
