import { expect, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { webUrls } from './web-urls.ts';

const tls = 'tls: { certificate: a, key: b }';
const proxied = 'url: "https://t.example", trustedProxies: ["10.0.0.1"]';

test.each([
  ['', ['127.0.0.1', '::1'], 'http://localhost:3000', 'http://localhost:3000'],
  [tls, ['127.0.0.1', '::1'], 'https://localhost:3000', 'https://localhost:3000'],
  [proxied, ['127.0.0.1', '::1'], 'https://t.example', 'http://localhost:3000'],
  [proxied, ['0.0.0.0'], 'https://t.example', 'http://localhost:3000'],
  [proxied, ['192.0.2.7'], 'https://t.example', 'http://192.0.2.7:3000'],
  [proxied, ['2001:db8::7'], 'https://t.example', 'http://[2001:db8::7]:3000'],
  [`url: "https://t.example", ${tls}`, ['::'], 'https://t.example', 'https://t.example'],
] as const)('{ %s } on %j: people at %s, commands at %s', (server, addresses, people, local) => {
  expect(webUrls(parseConfig(`server: { ${server} }`, 'x').server, addresses, 3000)).toEqual({ people, local });
});
