import { isIP } from 'node:net';
import type { ServerConfig } from '../config-server.ts';

/** Where people find the console, and where this machine's own commands ask it (round the proxy, if there is one). */
export type WebUrls = { people: string; local: string };

const everywhere = ['0.0.0.0', '::', '127.0.0.1', '::1'];

/** @param addresses where it listens; a certificate is for a name, so that behind one there is no other way in */
export function webUrls({ url, tls }: ServerConfig, addresses: readonly string[], port: number): WebUrls {
  const [address = ''] = addresses.filter((one) => !everywhere.includes(one));
  const host = isIP(address) === 6 ? `[${address}]` : address || 'localhost';
  const local = tls ? (url ?? `https://localhost:${port}`) : `http://${host}:${port}`;
  return { people: url ?? local, local };
}
