import { database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { networkOf } from '../http/network.ts';
import { beginAttempt, clearAttempt, type Pace } from '../store/sign-in-failures.ts';
import { hashToken } from './tokens.ts';

/** Too many attempts; the next is heard in so many seconds. */
export class TooSoonError extends TrailwatchError {
  readonly retryAfterSeconds: number;
  constructor(seconds: number) {
    const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
    super('throttled', `Too many attempts. Wait ${wait}, then try again.`);
    this.retryAfterSeconds = seconds;
  }
}

/**
 * An account is slowed from one network alone, so that nobody can lock its owner out from afar; a network is slowed over all accounts.
 * Keys are hashes: the table tells no address.
 */
const accountPace = (email: string, network: string): Pace => ({
  key: hashToken(`account ${email} from ${network}`),
  free: 5,
  step: 1,
});
const networkPace = (network: string): Pace => ({ key: hashToken(`network ${network}`), free: 30, step: 4 });

/**
 * Makes an attempt that may be wrong, if it does not come too soon after others that were.
 * @param email whose account it is, or null where that is not known before
 * @throws TooSoonError, or what the attempt throws
 */
export async function patiently<T>(email: string | null, address: string, attempt: () => Promise<T>): Promise<T> {
  const network = networkPace(networkOf(address));
  const account = email === null ? null : accountPace(email, networkOf(address));
  const seconds = await beginAttempt(database(), account ? [account, network] : [network]);
  if (seconds > 0) throw new TooSoonError(seconds);
  const result = await attempt();
  await clearAttempt(database(), account?.key ?? null, network.key);
  return result;
}
