import type { BlockList } from 'node:net';
import { logFor } from '../log.ts';
import { shared } from '../process.ts';
import { isUnnamedProxy, type Peer } from './client-address.ts';

const everyMs = 3_600_000;

const said = (): { at: number } => shared('unnamed proxy', () => ({ at: Number.NEGATIVE_INFINITY }));

/**
 * Says once an hour that somebody speaks for others whom the configuration does not name. A proxy that was forgotten makes one network
 * of all who come through it: one of them who guesses passwords slows the sign-in of all.
 */
export function tellUnnamedProxy(peer: Peer, proxies: BlockList, now = Date.now()): void {
  if (!isUnnamedProxy(peer, proxies) || now - said().at < everyMs) return;
  said().at = now;
  logFor('http').warn(
    { address: peer.address },
    'X-Forwarded-For came from an address that server.trustedProxies does not name and was not believed: if this is your proxy, name it, or all who come through it count as one client and share one patience at sign-in; if not, a client forges it',
  );
}
