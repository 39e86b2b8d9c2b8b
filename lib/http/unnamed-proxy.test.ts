import { BlockList } from 'node:net';
import { expect, test, vi } from 'vitest';

const warn = vi.hoisted(() => vi.fn());
vi.mock('../log.ts', () => ({ logFor: () => ({ warn }) }));
const { tellUnnamedProxy } = await import('./unnamed-proxy.ts');

const named = new BlockList();
named.addSubnet('10.0.0.0', 8, 'ipv4');
const peer = (address: string, headers: Record<string, string>) => ({ address, isEncrypted: false, headers });
const forwarded = { 'x-forwarded-for': '192.0.2.7' };

test('a proxy that nobody named is told of once an hour, with its address; a named one and a plain client are not', () => {
  const hour = 3_600_000;
  tellUnnamedProxy(peer('::ffff:10.1.2.3', forwarded), named, hour);
  tellUnnamedProxy(peer('203.0.113.4', {}), named, hour);
  expect(warn).not.toHaveBeenCalled();
  for (let i = 0; i < 100; i++) tellUnnamedProxy(peer('203.0.113.4', forwarded), named, hour + i);
  tellUnnamedProxy(peer('203.0.113.5', forwarded), named, 2 * hour);
  tellUnnamedProxy(peer('127.0.0.1', forwarded), new BlockList(), 3 * hour);
  expect(warn.mock.calls.map(([row]) => row)).toEqual(
    ['203.0.113.4', '203.0.113.5', '127.0.0.1'].map((address) => ({ address })),
  );
  expect(warn.mock.calls[0]?.[1]).toContain('server.trustedProxies');
  expect(JSON.stringify(warn.mock.calls)).not.toContain('192.0.2.7');
});
