import { isIP, type Server } from 'node:net';
import type { Config } from '../config.ts';
import { plainHttpSentence } from '../config-server.ts';
import { TrailwatchError } from '../errors.ts';

const loopback = ['127.0.0.1', '::1'];

export const isBeyondLoopback = (addresses: readonly string[]): boolean =>
  addresses.some((address) => !loopback.includes(address));

const refused = (host: string, problem: string, mend: string): TrailwatchError =>
  new TrailwatchError('invalid', `HOST=${host}: ${problem}`, { mend });

/**
 * The addresses to listen on: both loopbacks, or the one that HOST names.
 * @throws TrailwatchError `invalid` for an address that others can reach while anybody could sign in there, or read who does
 */
export function listenAddresses(host: string | undefined, { accounts, server }: Pick<Config, 'accounts' | 'server'>): string[] {
  if (!host || host === 'localhost') return loopback;
  if (loopback.includes(host)) return [host];
  if (isIP(host) === 0) {
    throw refused(host, 'expected localhost or an IP address', 'name an address of this machine, or 0.0.0.0 for all of them');
  }
  if (accounts.length === 0) {
    throw refused(
      host,
      'trailwatch.yaml names no accounts, and the people of the demo account are one click away for everybody',
      'name yours under accounts:, or leave HOST out and reach the demo through an SSH tunnel',
    );
  }
  if (server.tls || server.plainHttp) return [host];
  throw refused(
    host,
    server.trustedProxies.length > 0
      ? 'nothing encrypts the way from the trusted proxy, so passwords could be read on the network'
      : 'server: of trailwatch.yaml names no tls, so passwords could be read on the network',
    `name a certificate and key under server.tls (behind a proxy too, or leave HOST out where the proxy is on this machine), or write plainHttp: "${plainHttpSentence}"`,
  );
}

/** Listens, or tells why not: `EADDRINUSE` for a taken port, `EADDRNOTAVAIL` where the machine has no such address (no IPv6). */
export const listenOn = (server: Server, port: number, address: string): Promise<string | null> =>
  new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      resolve(null);
    });
  });
