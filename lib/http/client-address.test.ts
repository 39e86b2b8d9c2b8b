import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import { clientOf } from './client-address.ts';

const proxies = new BlockList();
proxies.addSubnet('10.0.0.0', 8, 'ipv4');
proxies.addAddress('::1', 'ipv6');

const addressOf = (address: string, headers: Record<string, string>): string =>
  clientOf({ address, isEncrypted: false, headers }, proxies).address;
const xff = (value: string) => ({ 'x-forwarded-for': value });

describe('the client’s address', () => {
  test.each([
    ['without a proxy', '203.0.113.9', {}, '203.0.113.9'],
    ['IPv4 inside IPv6', '::ffff:203.0.113.9', {}, '203.0.113.9'],
    ['a stranger who says he is another', '203.0.113.9', xff('127.0.0.1'), '203.0.113.9'],
    ['a stranger who names himself a proxy', '203.0.113.9', xff('127.0.0.1, 10.0.0.1'), '203.0.113.9'],
    ['a proxy', '10.0.0.1', xff('203.0.113.9'), '203.0.113.9'],
    ['a proxy inside IPv6', '::ffff:10.0.0.1', xff('203.0.113.9'), '203.0.113.9'],
    ['two proxies', '10.0.0.1', xff('203.0.113.9, 10.0.0.2'), '203.0.113.9'],
    ['a forged beginning', '10.0.0.1', xff('127.0.0.1, 203.0.113.9'), '203.0.113.9'],
    ['a forged beginning that names a proxy', '10.0.0.1', xff('10.0.0.9, 203.0.113.9, 10.0.0.2'), '203.0.113.9'],
    ['a proxy that speaks for itself', '10.0.0.1', {}, '10.0.0.1'],
    ['proxies alone', '10.0.0.1', xff('10.0.0.3, 10.0.0.2'), '10.0.0.3'],
    ['what is no address', '10.0.0.1', xff('203.0.113.9, <script>'), '10.0.0.1'],
    ['no address behind a proxy', '10.0.0.1', xff('unknown, 10.0.0.2'), '10.0.0.2'],
    ['nothing but commas', '10.0.0.1', xff(' ,, ,'), '10.0.0.1'],
    ['a port', '10.0.0.1', xff('203.0.113.9:4711'), '203.0.113.9'],
    ['IPv6 with a port', '::1', xff('[2001:DB8:0::7]:4711'), '2001:db8::7'],
    ['another spelling of a proxy', '10.0.0.1', xff('203.0.113.9, ::ffff:0a00:0002'), '203.0.113.9'],
    ['an octal look-alike', '10.0.0.1', xff('010.0.0.1'), '10.0.0.1'],
    ['this machine', '127.0.0.1', {}, '127.0.0.1'],
    ['a proxy on this machine that nobody named', '127.0.0.1', xff('203.0.113.9'), 'unknown'],
    ['the same, in other words', '127.0.0.1', { via: '1.1 nginx' }, 'unknown'],
    ['other headers for the same, of a proxy', '10.0.0.1', { 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' }, '10.0.0.1'],
    ['a connection that is gone', '', xff('127.0.0.1'), 'unknown'],
  ])('%s', (_, peer, headers, expected) => expect(addressOf(peer, headers as Record<string, string>)).toBe(expected));
});

describe('scheme and host', () => {
  const said = { host: 'inner:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example, t.example' };
  test.each([
    ['a stranger', '203.0.113.9', said, false, 'inner:3000'],
    ['a proxy', '10.0.0.1', said, true, 't.example'],
    ['a proxy that says less', '10.0.0.1', { host: 't.example' }, false, 't.example'],
    ['one hop in the clear', '10.0.0.1', { ...said, 'x-forwarded-proto': 'http, https' }, false, 't.example'],
    ['the other hop in the clear', '10.0.0.1', { ...said, 'x-forwarded-proto': 'https,http' }, false, 't.example'],
  ])('%s', (_, address, headers, isSecure, host) => {
    expect(clientOf({ address, isEncrypted: false, headers }, proxies)).toMatchObject({ isSecure, host });
  });

  test('our own TLS needs no word of a client', () => {
    const headers = { host: 't.example', 'x-forwarded-proto': 'http' };
    expect(clientOf({ address: '203.0.113.9', isEncrypted: true, headers }, proxies).isSecure).toBe(true);
  });
});
