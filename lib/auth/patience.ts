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
/** Guesses of a code, from wherever they come: only who knows the password makes any, and a recovery code or a passkey lets the owner in. */
const codePace = (personId: string): Pace => ({ key: hashToken(`code of ${personId}`), free: 10, step: 1 });
const networkPace = (network: string): Pace => ({ key: hashToken(`network ${network}`), free: 30, step: 4 });

type Paces = { account: Pace | null; network: Pace };

async function paced<T>({ account, network }: Paces, attempt: () => Promise<T>): Promise<T> {
  const seconds = await beginAttempt(database(), account ? [account, network] : [network]);
  if (seconds > 0) throw new TooSoonError(seconds);
  const result = await attempt();
  await clearAttempt(database(), account?.key ?? null, network.key);
  return result;
}

/**
 * Makes an attempt that may be wrong, if it does not come too soon after others that were.
 * @param email whose account it is, or null where that is not known before
 * @throws TooSoonError, or what the attempt throws
 */
export async function patiently<T>(email: string | null, address: string, attempt: () => Promise<T>): Promise<T> {
  const network = networkOf(address);
  return paced({ account: email === null ? null : accountPace(email, network), network: networkPace(network) }, attempt);
}

/** The same for a code of somebody's app. */
export const patientlyWithCode = <T>(personId: string, address: string, attempt: () => Promise<T>): Promise<T> =>
  paced({ account: codePace(personId), network: networkPace(networkOf(address)) }, attempt);
