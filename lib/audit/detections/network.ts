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

/** Addresses that a VPC or an office has of its own: no VPC is larger than a /16, and its machines take addresses all over it. */
const isPrivate = (first: number, second: number): boolean =>
  first === 10 ||
  (first === 172 && second >> 4 === 1) ||
  (first === 192 && second === 168) ||
  (first === 100 && second >> 6 === 1);

/**
 * The network of an address, "198.51.100.0/24", "10.3.0.0/16" of a private one or "2001:db8:7::/48"; null for the name of a service or what is
 * no address.
 */
export function networkOf(address: string | null): string | null {
  if (!address || address.length > 45) return null;
  const [, ...parts] = ipv4.exec(address) ?? [];
  if (parts.length === 3) {
    const [first = 256, second = 256, third = 256] = parts.map(Number);
    if (Math.max(first, second, third) > 255) return null;
    return isPrivate(first, second) ? `${first}.${second}.0.0/16` : `${first}.${second}.${third}.0/24`;
  }
  const start = address.includes(':') ? prefix48(address) : null;
  return start ? `${start}::/48` : null;
}
