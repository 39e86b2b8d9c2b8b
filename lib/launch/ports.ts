import { createServer } from 'node:net';
import { TrailwatchError } from '../errors.ts';

const isFree = (port: number, address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    );
    probe.listen({ port, host: address, exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** `addresses`: where it must be free; `isFixed`: others know the port (a public URL, a proxy), so that no other will do. */
type PortPlan = { wanted: number; addresses: readonly string[]; isFixed: boolean };

/**
 * The first port from `wanted` on that is free on every address, and those that were not.
 * @throws TrailwatchError `unavailable` when the next hundred are all taken, or the only one that will do
 */
export async function chooseWebPort({ wanted, addresses, isFixed }: PortPlan): Promise<{ port: number; taken: number[] }> {
  const taken: number[] = [];
  const end = isFixed ? wanted + 1 : Math.min(wanted + 100, 65_536);
  for (let port = wanted; port < end; port += 1) {
    const free = await Promise.all(addresses.map((address) => isFree(port, address)));
    if (free.every(Boolean)) return { port, taken };
    taken.push(port);
  }
  if (isFixed) {
    throw new TrailwatchError('unavailable', `port ${wanted} is taken on ${addresses.join(' or ')}`, {
      mend: 'free it, or name another in PORT, and to whoever leads there',
    });
  }
  throw new TrailwatchError('unavailable', `ports ${wanted} to ${wanted + taken.length - 1} are all taken`, {
    mend: 'name a free one in PORT',
  });
}

/** @throws TrailwatchError `invalid` when PORT is not a port */
export function wantedPort(text: string | undefined): number {
  const port = Number(text ?? 3000);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new TrailwatchError('invalid', `PORT=${text}: expected a whole number from 1 to 65535`);
}
