const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/;
const group = /^[\da-f]{1,4}$/i;

/** The first three groups of an IPv6 address, "::" counted out; null when it is none. */
function prefix48(address: string): string | null {
  const [head, tail, more] = address.split('::');
  if (head === undefined || more !== undefined) return null;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every((one) => group.test(one))) return null;
  return groups
    .slice(0, 3)
    .map((one) => Number.parseInt(one, 16).toString(16))
    .join(':');
}

/** The network of an address, "198.51.100.0/24" or "2001:db8:7::/48"; null for the name of a service or what is no address. */
export function networkOf(address: string | null): string | null {
  if (!address || address.length > 45) return null;
  const [, ...parts] = ipv4.exec(address) ?? [];
  if (parts.length === 3) return parts.every((part) => Number(part) < 256) ? `${parts.map(Number).join('.')}.0/24` : null;
  const start = address.includes(':') ? prefix48(address) : null;
  return start ? `${start}::/48` : null;
}
