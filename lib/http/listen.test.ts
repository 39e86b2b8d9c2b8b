import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { plainHttpSentence } from '../config-server.ts';
import { TrailwatchError } from '../errors.ts';
import { listenAddresses } from './listen.ts';

const accounts = 'accounts: [{ id: "111122223333", name: a, regions: [eu-west-1] }]\n';
const proxies = 'server: { trustedProxies: ["10.0.0.1"] }\n';
const encrypted = 'server: { trustedProxies: ["10.0.0.1"], tls: { certificate: a, key: b } }\n';
const trusted = `server: { trustedProxies: ["10.0.0.1"], plainHttp: "${plainHttpSentence}" }\n`;
const tls = 'server: { tls: { certificate: a, key: b } }\n';
const told = 'server: { plainHttp: I accept that passwords and sessions can be read on the network }\n';

const listened = (host: string | undefined, text: string): string => {
  try {
    return listenAddresses(host, parseConfig(text, 'x')).join(' ');
  } catch (error) {
    return error instanceof TrailwatchError ? `${error.message} · ${error.mend}` : String(error);
  }
};

describe('HOST', () => {
  test.each([
    [undefined, '', '127.0.0.1 ::1'],
    ['', '', '127.0.0.1 ::1'],
    ['localhost', '', '127.0.0.1 ::1'],
    ['::1', '', '::1'],
    ['0.0.0.0', accounts + encrypted, '0.0.0.0'],
    ['0.0.0.0', accounts + trusted, '0.0.0.0'],
    [undefined, accounts + proxies, '127.0.0.1 ::1'],
    ['::', accounts + tls, '::'],
    ['192.0.2.1', accounts + told, '192.0.2.1'],
  ])('%s with %j listens', (host, text, expected) => expect(listened(host, text)).toBe(expected));

  test.each([
    ['0.0.0.0', '', /^HOST=0\.0\.0\.0: trailwatch\.yaml names no accounts.* · name yours under accounts:/],
    ['0.0.0.0', proxies, /names no accounts/],
    ['::', told, /names no accounts/],
    ['127.0.0.2', '', /names no accounts/],
    ['0.0.0.0', accounts, /names no tls, so .* · name a certificate .* or write plainHttp: "I accept/],
    [
      '0.0.0.0',
      accounts + proxies,
      /nothing encrypts the way from the trusted proxy, .* · .*leave HOST out .* or write plainHttp: "I/,
    ],
    ['console.example', accounts + tls, /expected localhost or an IP address/],
    ['0', accounts + tls, /expected localhost or an IP address/],
  ])('%s with %j is refused', (host, text, expected) => expect(listened(host, text)).toMatch(expected));
});
