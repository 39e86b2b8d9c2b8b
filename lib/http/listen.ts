import type { Server } from 'node:http';
import { TrailwatchError } from '../errors.ts';

const loopback = ['127.0.0.1', '::1'];

/**
 * The addresses to listen on: both loopbacks, or the one that HOST names.
 * @throws TrailwatchError `invalid` for any other address: until there is sign-in, the console is for this machine alone
 */
export function listenAddresses(host: string | undefined): string[] {
  if (!host || host === 'localhost') return loopback;
  if (loopback.includes(host)) return [host];
  throw new TrailwatchError('invalid', `HOST=${host}: expected localhost, 127.0.0.1 or ::1`, {
    mend: 'there is no sign-in yet, so the console is served to this machine only; reach it from elsewhere through an SSH tunnel',
  });
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
