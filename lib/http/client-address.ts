import { type BlockList, isIP, SocketAddress } from 'node:net';

type Headers = Readonly<Record<string, string | string[] | undefined>>;
/** The other end of the connection, and what it says in headers (names in lower case). */
export type Peer = { address: string; isEncrypted: boolean; headers: Headers };
/** Who asks: `address` is an IP address in canonical form, or `unknown`; `host` as the client wrote it, empty when it did not. */
export type Client = { address: string; isSecure: boolean; host: string };

const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** One spelling for each address: IPv4 inside IPv6 is IPv4, ports and brackets are cut; null for what is no address. */
function canonical(text: string): string | null {
  const bare = text.trim().replace(/^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2');
  const plain = bare.replace(/%.*$/, '');
  const family = isIP(plain);
  if (family === 0) return null;
  const { address } = new SocketAddress({ address: plain, family: family === 4 ? 'ipv4' : 'ipv6' });
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

const isAmong = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

export const isLoopback = (address: string): boolean => address === '::1' || /^127\./.test(address);

const listed = (value: string | string[] | undefined): string[] =>
  (Array.isArray(value) ? value.join(',') : (value ?? ''))
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

/** From the right, the first that is no proxy of ours; one that is no address ends the trail at the last that we know. */
function firstStranger(trail: readonly string[], peer: string, proxies: BlockList): string {
  let known = peer;
  for (const item of trail.toReversed()) {
    const address = canonical(item);
    if (!address) return known;
    known = address;
    if (!isAmong(proxies, address)) return known;
  }
  return known;
}

/** Whether the other end speaks for others (as proxies do) without being named. */
export function isUnnamedProxy({ address, headers }: Peer, proxies: BlockList): boolean {
  if (headers['x-forwarded-for'] === undefined) return false;
  const peer = canonical(address);
  return peer === null || !isAmong(proxies, peer);
}

/**
 * Whom a request comes from. Forwarding headers are believed from the named proxies only; from anybody else they change nothing, but that
 * loopback which speaks for others (a proxy on this machine that nobody named) is `unknown`, and has no privilege of this machine.
 */
export function clientOf({ address, isEncrypted, headers }: Peer, proxies: BlockList): Client {
  const peer = canonical(address) ?? 'unknown';
  const host = String(headers.host ?? '');
  if (peer === 'unknown' || !isAmong(proxies, peer)) {
    const isSpeaking = isLoopback(peer) && forwarding.some((name) => headers[name] !== undefined);
    return { address: isSpeaking ? 'unknown' : peer, isSecure: isEncrypted, host };
  }
  const schemes = listed(headers['x-forwarded-proto']);
  return {
    address: firstStranger(listed(headers['x-forwarded-for']), peer, proxies),
    isSecure: schemes.length > 0 ? schemes.every((scheme) => scheme.toLowerCase() === 'https') : isEncrypted,
    host: listed(headers['x-forwarded-host']).at(-1) ?? host,
  };
}
