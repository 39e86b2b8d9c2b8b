import { BlockList, isIP } from 'node:net';

/** https://www.iana.org/assignments/iana-ipv4-special-registry: what is no public machine; 169.254.169.254 tells a cloud's credentials. */
const special4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
];
/** All that is public is in 2000::/3, but for documentation, tunnels to IPv4 addresses (Teredo, 6to4) and protocols' own. */
const special6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const listOf = (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const notPublic4 = listOf(special4, 'ipv4');
const notPublic6 = listOf(special6, 'ipv6');
const global6 = listOf(['2000::/3'], 'ipv6');
/** RFC 6052: the IPv4 address is in the last 32 bits. Networks without IPv4 see the whole of its Internet behind it. */
const translated = listOf(['64:ff9b::/96'], 'ipv6');

/** The last 32 bits of an IPv6 address as an IPv4 address. */
function lastFour(address: string): string {
  const [, tail = ''] = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  if (tail !== '') return tail;
  const groups = address.split('::').at(-1)?.split(':') ?? [];
  const [high = 0, low = 0] = ['0', '0', ...groups].slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** Whether an address is of a machine that everybody can reach; what is no address is not. Forms of IPv6 that hold one of IPv4 are not, but for NAT64's. */
export function isPublicAddress(text: string): boolean {
  const address = text.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 4) return !notPublic4.check(address, 'ipv4');
  if (family !== 6) return false;
  if (translated.check(address, 'ipv6')) return !notPublic4.check(lastFour(address), 'ipv4');
  return global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
}
