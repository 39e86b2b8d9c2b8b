import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { connectionErrors } from '../catalog/connection-errors.ts';
import { isPublicAddress } from './addresses.ts';

/** Why nothing was answered, in a sentence. */
export class SendError extends Error {
  override readonly name = 'SendError';
}

export type Sending = {
  allowPrivate: boolean;
  timeoutMs: number;
  /** Names to addresses; the system's unless told. */
  resolve?: (name: string, options: { all: true }, done: (error: Error | null, found: LookupAddress[]) => void) => void;
};

const refusal = 'it is in the private network, where alerts.allowPrivate of trailwatch.yaml lets no channel be';

/** Names are judged when they are looked up; an address is not looked up. @throws SendError for one that is private and may not be */
export function refusePrivateAddress(host: string, { allowPrivate }: Sending): void {
  if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw new SendError(refusal);
}

/** Looks a name up when the connection is made, so that no second look-up can lead elsewhere than what was judged. */
export const guardedLookup =
  ({ allowPrivate, resolve = lookup }: Sending): LookupFunction =>
  (name, { all }, done) =>
    resolve(name, { all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return done(error ?? new SendError('no such name'), '', 0);
      if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) return done(new SendError(refusal), '', 0);
      return all ? done(null, found) : done(null, first.address, first.family);
    });

export const noAnswer = (timeoutMs: number): SendError => new SendError(`no answer within ${timeoutMs / 1000} s`);

/** Why a connection came to nothing, by its code where that says it. */
export const brokenOff = (code: string, error: unknown): SendError =>
  new SendError(connectionErrors[code] ?? (code || (error as Error).message), { cause: error });
