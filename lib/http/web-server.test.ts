import { type AddressInfo, BlockList, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { limits } from './limits.ts';
import { exchange, statuses } from './testing/raw.ts';

const told = vi.hoisted(() => vi.fn());
vi.mock('./refusal-log.ts', () => ({ tellRefusal: told }));
const { makeWebServer } = await import('./web-server.ts');

/** What passed the rules: method and URL, in order. */
const passed: string[] = [];
const abandoned = Promise.withResolvers<boolean>();
let lastHeaders: Record<string, unknown> = {};

const server = makeWebServer({
  site: { origin: null, proxies: new BlockList() },
  limits: { ...limits, headMs: 150, requestMs: 300, lingerMs: 300, keepAliveMs: 200, stalledMs: 600, requestsPerConnection: 3 },
  handle: async (request, response) => {
    passed.push(`${request.method} ${request.url}`);
    lastHeaders = request.headers;
    if (request.url === '/large') {
      response.write(Buffer.alloc(64 * 1024 * 1024));
      return void response.once('close', () => abandoned.resolve(response.writableFinished));
    }
    if (request.url?.startsWith('/type/'))
      return void response.writeHead(200, { 'content-type': decodeURIComponent(request.url.slice(6)) }).end();
    if (request.url?.startsWith('/is/')) return void response.writeHead(Number(request.url.slice(4, 7))).end();
    if (request.url === '/endless') return void response.write('first');
    if (request.url === '/fails') throw new Error('planned');
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).length;
    response.setHeader('Content-Type', 'text/plain');
    response.end(`read ${bytes}`);
  },
});
// Next listens for upgrades on any server whose request it has answered.
server.on('upgrade', (request) => passed.push(`upgrade ${request.url}`));
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  passed.length = 0;
});

const host = 'Host: localhost\r\n';
const get = (extra = '', url = '/'): string => `GET ${url} HTTP/1.1\r\n${host}${extra}\r\n`;
const websocket = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n';
const last = get('Connection: close\r\n');
const post = (extra: string, body: string): string => `POST /api/v1/x HTTP/1.1\r\n${host}${extra}\r\n${body}`;
const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** Each is answered with one refusal, after which nothing on the connection is looked at. */
const refusals: [name: string, bytes: string | Buffer, status: number][] = [
  ['two Content-Length', post('Content-Length: 4\r\nContent-Length: 50\r\n', `aaaa${smuggled}`), 400],
  ['the same Content-Length twice', post('Content-Length: 4\r\nContent-Length: 4\r\n', `aaaa${smuggled}`), 400],
  ['a list of lengths', post('Content-Length: 4, 4\r\n', `aaaa${smuggled}`), 400],
  ['a signed length', post('Content-Length: +4\r\n', `aaaa${smuggled}`), 400],
  ['a length in hexadecimal', post('Content-Length: 0x4\r\n', `aaaa${smuggled}`), 400],
  ['a length beyond 64 bits', post('Content-Length: 18446744073709551620\r\n', `aaaa${smuggled}`), 400],
  ['Content-Length and chunks', post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`), 400],
  ['chunks and Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${smuggled}`), 400],
  ['chunks', post('Transfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`), 411],
  ['an unknown transfer', post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${smuggled}`), 411],
  ['a transfer hidden by a tab', post('Transfer-Encoding:\tchunked\r\n', `0\r\n\r\n${smuggled}`), 411],
  ['a space before the colon', post('Content-Length : 4\r\n', `aaaa${smuggled}`), 400],
  ['a folded header', get('X-A: 1\r\n Transfer-Encoding: chunked\r\n'), 400],
  ['a header without a name', get(': x\r\n'), 400],
  ['a bare line feed', 'GET / HTTP/1.1\nHost: localhost\n\n', 400],
  ['a bare carriage return', get('X-A: 1\rX-B: 2\r\n'), 400],
  ['NUL in a header', get('X-A: a\0b\r\n'), 400],
  ['NUL in the URL', get('', '/a\0b'), 400],
  ['a line break in the URL', 'GET /\r\nX: HTTP/1.1\r\nHost: localhost\r\n\r\n', 400],
  ['HTTP/0.9', `GET /\r\n${host}\r\n`, 400],
  ['a space in the URL', get('', '/a b'), 400],
  ['a page by way of the files', get('', '/_next/static/../../all'), 400],
  ['the same, encoded', get('', '/_next/static/%2E%2e/.%2e/all'), 400],
  ['the same, backwards', get('', '/_next/static/..\\..\\all'), 400],
  ['a page by way of the API', post('Content-Length: 0\r\n', '').replace('/api/v1/x', '/api/../all'), 400],
  ['a step to nowhere', get('', '/./all'), 400],
  ['steps at the end', get('', '/api/..?x'), 400],
  ['absolute form', get('', 'http://localhost/'), 400],
  ['absolute form to another', get('', 'http://evil.example/'), 400],
  ['no leading slash', get('', 'x'), 400],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n', 405],
  ['TRACE', `TRACE / HTTP/1.1\r\n${host}\r\n`, 405],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 405],
  ['a method that nobody knows', `BREW / HTTP/1.1\r\n${host}\r\n`, 400],
  ['HTTP/2 in the clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['HTTP/9.9', `GET / HTTP/9.9\r\n${host}\r\n`, 400],
  ['TLS on a plain port', Buffer.from('16030100a5010000a10303', 'hex'), 400],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 400],
  ['two Hosts', get('Host: evil.example\r\n'), 400],
  ['the same Host twice', get('host: localhost\r\n'), 400],
  ['a Host with a user', 'GET / HTTP/1.1\r\nHost: localhost@evil.example\r\n\r\n', 400],
  ['another Host', 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', 421],
  ['two Origins', post('Origin: http://localhost\r\nOrigin: null\r\nContent-Length: 0\r\n', ''), 400],
  ['another expectation', get('Expect: 200-maybe\r\n'), 417],
  ['a body too long, expected', post('Content-Length: 2000000\r\nExpect: 100-continue\r\n', ''), 413],
  ['a body too long', post('Content-Length: 10000000\r\n', 'x'.repeat(10_000_000)), 413],
  ['a URL of 9 KB', get('', `/${'u'.repeat(9000)}`), 414],
  ['a URL of 10 MB', get('', `/${'u'.repeat(10_000_000)}`), 431],
  ['a header of 10 MB', get(`X-A: ${'h'.repeat(10_000_000)}\r\n`), 431],
  ['a header of 17 KB', get(`X-A: ${'h'.repeat(17_000)}\r\n`), 431],
  ['101 headers', get(Array.from({ length: 100 }, (_, i) => `X-${i}: 1\r\n`).join('')), 431],
  ['2,500 headers', get(Array.from({ length: 2500 }, () => 'a:\r\n').join('')), 431],
];

describe('refused, with every header and one plain sentence', () => {
  test.each(refusals)('%s', async (_, bytes, status) => {
    const said = await exchange(port, bytes);
    expect(statuses(said)).toEqual([status]);
    expect(passed).toEqual([]);
    const [head = '', body] = said.split('\r\n\r\n');
    for (const line of [
      "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'X-Content-Type-Options: nosniff',
      'X-Frame-Options: DENY',
      'Cache-Control: no-store',
      'Content-Type: text/plain; charset=utf-8',
      'Connection: close',
    ]) {
      expect(head.split('\r\n')).toContain(line);
    }
    expect(head).toContain('Permissions-Policy: accelerometer=()');
    expect(body).toMatch(/^[^\n<>]{10,120}\n$/);
  });
});

test('a refused HEAD is told the length of the sentence, without the sentence', async () => {
  const said = await exchange(port, 'HEAD / HTTP/1.1\r\nHost: evil.example\r\n\r\n');
  expect(said).toMatch(/^HTTP\/1\.1 421 [\s\S]*\r\nContent-Length: \d\d\r\n[\s\S]*\r\n\r\n$/);
});

describe('served', () => {
  test.each([
    ['HTTP/1.0 with a Host, and closed', `GET /old HTTP/1.0\r\n${host}\r\n`, ['GET /old']],
    [
      'one header below the bound',
      get(`${Array.from({ length: 98 }, (_, i) => `X-${i}: 1\r\n`).join('')}Connection: close\r\n`),
      ['GET /'],
    ],
    ['a URL at the bound', get('Connection: close\r\n', `/${'u'.repeat(8191)}`), [`GET /${'u'.repeat(8191)}`]],
    ['an upgrade to websocket, as an ordinary request, the last', get(websocket) + last, ['GET /']],
    [
      'an upgrade to h2c, too',
      get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n') + last,
      ['GET /'],
    ],
    ['dots inside a name or a query', get('Connection: close\r\n', '/a..b/..c/.d?q=/../'), ['GET /a..b/..c/.d?q=/../']],
    ['a body of exactly its length', post('Content-Length: 4\r\n', 'aaaa') + last, ['POST /api/v1/x', 'GET /']],
  ])('%s', async (_, bytes, expected) => {
    const said = await exchange(port, bytes);
    expect(statuses(said)).toEqual(expected.map(() => 200));
    expect(passed).toEqual(expected);
    expect(said).toContain("script-src 'nonce-");
    expect(said).not.toContain('unsafe');
    expect(said).not.toMatch(/^Upgrade:/im);
    expect(said).toMatch(/^Connection: close/m);
  });

  test.each([
    ['text/x-component', 'text/x-component; charset=utf-8'],
    ['text/event-stream', 'text/event-stream; charset=utf-8'],
    ['image/svg+xml', 'image/svg+xml; charset=utf-8'],
    ['text/html; charset=utf-8', 'text/html; charset=utf-8'],
    ['application/json', 'application/json'],
    ['font/woff2', 'font/woff2'],
  ])('text says its charset: %s', async (type, said) => {
    const answer = await exchange(port, get('Connection: close\r\n', `/type/${encodeURIComponent(type)}`));
    expect(/^content-type: (.*)\r$/im.exec(answer)?.[1]).toBe(said);
  });

  test('what a route refuses is told without its query, what it answers is not; what the shell refuses is told with its reason', async () => {
    told.mockClear();
    for (const url of ['/is/200', '/is/303', '/is/403?token=s3cret', '/is/404'])
      await exchange(port, get('Connection: close\r\n', url));
    await exchange(port, get('', '/./all'));
    expect(told.mock.calls).toEqual([
      [{ status: 403, reason: 'GET /is/403' }, '127.0.0.1'],
      [{ status: 404, reason: 'GET /is/404' }, '127.0.0.1'],
      [expect.objectContaining({ status: 400, reason: expect.stringContaining('without dots') }), '127.0.0.1'],
    ]);
  });

  test('a body that is longer than it says: the rest is no part of it', async () => {
    const said = await exchange(port, post('Content-Length: 4\r\n', 'x'.repeat(3_000_000)));
    expect(said).toContain('read 4');
    expect(statuses(said)).toEqual([200]);
    expect(passed).toEqual(['POST /api/v1/x']);
  });

  test('100-continue is said only to what passes', async () => {
    const said = await exchange(port, post('Content-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n', 'aaaa'));
    expect(statuses(said)).toEqual([100, 200]);
  });

  test('what a client says of itself, and what only we may say, is ours', async () => {
    await exchange(
      port,
      get('Connection: close\r\nX-Trailwatch-Client: 10.9.9.9\r\nX-Middleware-Subrequest: 1\r\nX-Nonce: a\r\nRSC: 1\r\n'),
    );
    expect(lastHeaders).toMatchObject({ 'x-trailwatch-client': '127.0.0.1', rsc: '1', host: 'localhost' });
    expect(lastHeaders).not.toHaveProperty('x-middleware-subrequest');
    expect(lastHeaders['x-nonce']).not.toBe('a');
  });

  test('a failure of the handler is a plain 500 with every header', async () => {
    const said = await exchange(port, get('Connection: close\r\n', '/fails'));
    expect(statuses(said)).toEqual([500]);
    expect(said).toContain("script-src 'nonce-");
    expect(said).toContain('X-Frame-Options: DENY');
    expect(said).not.toContain('planned');
  });

  test('a connection carries so many requests, and what is behind them is not looked at', async () => {
    const said = await exchange(port, get().repeat(10));
    expect(statuses(said)).toEqual([200, 200, 200]);
    expect(passed).toHaveLength(3);
  });

  test('a refusal ends the connection for what is behind it', async () => {
    const said = await exchange(port, `${get('', 'x')}${get('', '/behind')}`);
    expect(statuses(said)).toEqual([400]);
    expect(passed).toEqual([]);
  });
});

describe('slow', () => {
  test.each([
    ['nothing at all', ''],
    ['half a request line', 'GET / HT'],
    ['headers without an end', `GET / HTTP/1.1\r\n${host}X-A: `],
  ])('%s is given up', async (_, bytes) => {
    expect(statuses(await exchange(port, bytes))).toEqual([408]);
    expect(passed).toEqual([]);
  });

  test('a body that does not come is given up', async () => {
    const said = await exchange(port, post('Content-Length: 100\r\n', 'a'));
    expect(statuses(said)).toEqual([408]);
    expect(said).toContain("default-src 'none'; base-uri 'none'");
  });

  test('an idle connection is closed without a word', async () => {
    expect(statuses(await exchange(port, get()))).toEqual([200]);
  });

  test('a reader who stops reading is cut off', async () => {
    const reader = connect({ port, host: '127.0.0.1' });
    reader.on('error', () => {}).pause();
    reader.write(get('', '/large'));
    expect(await abandoned.promise).toBe(false);
    reader.destroy();
  });
});

test('what waits behind an answer without end is not begun, and never is once the connection is gone', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(get('', '/endless') + get('', '/behind'));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.destroy();
  await expect.poll(() => new Promise((resolve) => server.getConnections((_, open) => resolve(open)))).toBe(0);
  expect(passed).toEqual(['GET /endless']);
  expect(statuses(await exchange(port, get('', '/first') + last))).toEqual([200, 200]);
});
