import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const problemOf = (text: string): string => {
  try {
    parseConfig(text, 'x');
    return '';
  } catch (error) {
    return error instanceof ConfigError ? error.problems.join('\n') : String(error);
  }
};
const sentence = 'I accept that passwords and sessions can be read on the network';

describe('the server section', () => {
  test.each([
    'server: {}',
    'server: { url: "http://localhost:3000" }',
    'server: { url: "https://t.example", tls: { certificate: a.pem, key: b.pem } }',
    'server: { url: "https://t.example:8443", trustedProxies: ["fd00::/8", "192.0.2.1"] }',
    `server: { url: "http://t.example", plainHttp: "${sentence}" }`,
    `server: { plainHttp: "${sentence}" }`,
  ])('%s is read', (text) => expect(problemOf(text)).toBe(''));

  const origin = 'expected an origin like https://trailwatch.example: no path, no user, nothing behind it';
  const network = 'expected an address or a network like 10.0.0.0/8 or ::1';
  test.each([
    ['server: { url: trailwatch.example }', `1:16 server.url: ${origin}`],
    ['server: { url: "ftp://t.example" }', `1:16 server.url: ${origin}`],
    ['server: { url: "https://t.example/console" }', `1:16 server.url: ${origin}`],
    ['server: { url: "https://a:b@t.example" }', `1:16 server.url: ${origin}`],
    ['server: { url: "https://t.example?" }', `1:16 server.url: ${origin}`],
    ['server: { url: 5 }', `1:16 server.url: ${origin}`],
    [
      'server: { url: "https://t.example" }',
      '1:16 server.url: expected tls or trustedProxies beside it: without them nothing here speaks https',
    ],
    ['server: { url: "http://t.example", tls: { certificate: a, key: b } }', '1:16 server.url: expected https:// beside tls'],
    ['server: { url: "http://t.example" }', `1:16 server.url: expected https://, or plainHttp: "${sentence}" beside it`],
    ['server: { tls: { certificate: a } }', '1:16 server.tls.key: expected the path of a file'],
    ['server: { tls: { certificate: b, key: a, keys: c } }', '1:42 server.tls.keys: unknown key (did you mean key?)'],
    ['server: { trustedProxies: ["10.0.0.0/33"] }', `1:28 server.trustedProxies[0]: ${network}`],
    ['server: { trustedProxies: ["fe80::1%eth0"] }', `1:28 server.trustedProxies[0]: ${network}`],
    ['server: { trustedProxies: [proxy.example] }', `1:28 server.trustedProxies[0]: ${network}`],
    [
      'server: { trustedProxies: ["::/0"] }',
      '1:28 server.trustedProxies[0]: expected the addresses of proxies: ::/0 would let everybody say who they are',
    ],
    ['server: { plainHttp: true }', `1:22 server.plainHttp: expected this sentence: "${sentence}"`],
  ])('%s: %s', (text, expected) => expect(problemOf(text)).toBe(`x:${expected}`));
});
