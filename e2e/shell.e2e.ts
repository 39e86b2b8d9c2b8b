import { connect } from 'node:net';
import { cookieHeader, demoSession } from './session.ts';
import { expect, test } from './test.ts';

type Answer = { status: number; headers: Record<string, string>; body: string };

let cookie: Promise<string> | undefined;
/** The Cookie line of somebody who sees all there is. */
const signedIn = (base: string): Promise<string> => {
  cookie ??= demoSession(base).then((session) => `Cookie: ${cookieHeader(session).Cookie}`);
  return cookie;
};

/** Asks as no browser and no library would: the URL goes out as it stands. */
const ask = (base: string, method: string, url: string, lines: readonly string[] = []): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(base);
    const named = lines.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${host}`];
    const socket = connect({ host: hostname, port: Number(port) });
    let said = '';
    const done = () => {
      const [head = '', ...rest] = said.split('\r\n\r\n');
      const [first = '', ...fields] = head.split('\r\n');
      const headers = Object.fromEntries(
        fields.map((line) => [line.replace(/:.*/, '').toLowerCase(), line.replace(/^[^:]*: ?/, '')]),
      );
      resolve({ status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n') });
    };
    socket.setEncoding('utf8').on('data', (text) => {
      said += text;
      // A stream does not end by itself: its headers are all that is asked for.
      if (/^content-type: text\/event-stream/im.test(said)) socket.destroy();
    });
    socket.on('close', done).on('error', reject);
    socket.write([`${method} ${url} HTTP/1.1`, ...named, ...lines, 'Connection: close', '', ''].join('\r\n'));
  });

const action = ['Next-Action: 40c0ffee', 'Content-Type: text/plain;charset=UTF-8', 'Content-Length: 0'];

const upgrade = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** One of each kind of answer: what is asked, and the status it must have. */
const answers: [method: string, url: string, status: number, lines?: string[]][] = [
  ['GET', '/', 307],
  ['GET', '/all', 200],
  ['HEAD', '/all', 200],
  ['GET', '/all/endpoints', 200],
  ['GET', '/all/audit?q=%3Cscript%3E', 200],
  ['GET', '/all/endpoints?_rsc', 200, ['RSC: 1']],
  ['GET', '/all/endpoints?_rsc=forged', 307, ['RSC: 1']],
  ['GET', '/all/', 308],
  ['GET', '//evil.example/', 308],
  ['GET', '/nowhere', 404],
  ['GET', '/all/nowhere/at/all', 404],
  ['GET', '/%ff', 404],
  ['GET', '/%00', 404],
  ['GET', '/_error', 404],
  ['GET', '/server.ts', 404],
  ['GET', '/robots.txt', 404],
  ['GET', '/api/health', 200],
  ['GET', '/api/v1/find?q=x', 200],
  ['GET', '/api/v1/live', 200],
  ['GET', '/api/v1/export/endpoints', 200],
  ['GET', '/api/v1/export/nowhere', 404],
  ['POST', '/api/health', 405, ['Content-Length: 0']],
  ['GET', '/icon.svg', 200],
  ['GET', '/favicon.ico', 308],
  ['GET', '/_next/static/nowhere.js', 404],
  ['GET', '/_next/static/../../all', 400],
  ['GET', '/all', 421, ['Host: evil.example']],
  ['GET', '/all', 400, ['Host: localhost', 'Host: evil.example']],
  ['GET', `/${'u'.repeat(9000)}`, 414],
  ['GET', '/all', 431, [`X-Long: ${'h'.repeat(20_000)}`]],
  ['POST', '/all', 405, ['Content-Length: 0']],
  ['POST', '/api/v1/find', 413, ['Content-Length: 2000000']],
  ['POST', '/api/v1/find', 403, ['Content-Length: 0', 'Origin: https://evil.example']],
];

for (const who of ['somebody', 'nobody'] as const) {
  test(`every answer to ${who} carries the strict policy, and nothing private is kept`, async ({ product }) => {
    const own = who === 'nobody' ? [] : [await signedIn(product.url)];
    for (const [method, url, status, lines = []] of answers)
      await holds(product.url, { method, url, status: who === 'nobody' ? null : status, lines: [...own, ...lines] });
  });
}

type Asked = { method: string; url: string; status: number | null; lines: readonly string[] };

async function holds(base: string, { method, url, status, lines }: Asked): Promise<void> {
  const { headers, ...answer } = await ask(base, method, url, lines);
  const name = `${method} ${url.slice(0, 60)}`;
  if (status !== null) expect(answer.status, name).toBe(status);
  expect(headers['content-security-policy'], name).toContain("default-src 'none'");
  expect(headers['content-security-policy'], name).not.toContain('unsafe');
  expect(headers['x-content-type-options'], name).toBe('nosniff');
  expect(headers['cross-origin-resource-policy'], name).toBe('same-origin');
  if (url.startsWith('/_next/static/n')) return;
  expect(headers['content-security-policy'], name).toContain("frame-ancestors 'none'");
  expect(headers, name).toMatchObject({
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': expect.stringContaining('camera=()'),
  });
  const isPublic = ['/icon.svg', '/favicon.ico'].includes(url);
  expect(headers['cache-control'], name).toContain(isPublic ? 'public' : 'no-store');
  expect(headers, name).not.toHaveProperty('x-powered-by');
  expect(headers.location ?? '', name).not.toMatch(/^\/\/|^https?:\/\/(?!localhost)/);
}

test('what a router asks of a page is answered with the same headers', async ({ page }) => {
  const payload = page.waitForResponse((response) => response.url().includes('_rsc=') && response.status() === 200);
  await page.goto('/all/endpoints');
  const headers = await (await payload).allHeaders();
  expect(headers['content-type']).toBe('text/x-component; charset=utf-8');
  expect(headers['content-security-policy']).toContain("script-src 'nonce-");
  expect(headers['cache-control']).toContain('no-store');
});

test('files of the build are kept for ever, their sources stay here, and every script carries the nonce', async ({ product }) => {
  for (const url of ['/all', '/nowhere', '/_error']) {
    const { body, headers } = await ask(product.url, 'GET', url, [await signedIn(product.url)]);
    const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1];
    const scripts = body.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, url).toBeGreaterThan(0);
    expect(
      scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      url,
    ).toEqual([]);
  }
  const { body } = await ask(product.url, 'GET', '/all', [await signedIn(product.url)]);
  const files = [...new Set(body.match(/\/_next\/static\/[\w./~-]+\.(js|css|woff2)/g))];
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const asset = await ask(product.url, 'GET', file);
    expect(asset.headers['cache-control'], file).toBe('public, max-age=31536000, immutable');
    expect(asset.headers['content-security-policy'], file).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(asset.body, file).not.toContain('sourceMappingURL');
    expect((await ask(product.url, 'GET', `${file}.map`)).status, file).toBe(404);
  }
});

test.describe('what is not used is not there', () => {
  const off: [method: string, url: string, status: number, lines?: string[]][] = [
    ['GET', '/_next/image?url=%2Ficon.svg&w=64&q=75', 404],
    ['GET', '/_next/image?url=http%3A%2F%2F127.0.0.1%3A22%2F&w=64&q=75', 404],
    ['GET', '/_next/data/build/all.json', 404],
    ['GET', '/_next/webpack-hmr', 404],
    ['GET', '/_next/webpack-hmr?id=1', 404, upgrade],
    ['GET', '/all', 200, upgrade],
    ['GET', 'http://127.0.0.1:22/', 400, upgrade],
    ['GET', '/_next/mcp', 404],
    ['GET', '/_next/server/app/page.js', 404],
    ['GET', '/__nextjs_original-stack-frames', 404],
    ['GET', '/__nextjs_source-map?filename=server.ts', 404],
    ['GET', '/__nextjs_font/geist-latin.woff2', 404],
    ['POST', '/__nextjs_restart_dev', 405, ['Content-Length: 0']],
    ['POST', '/', 405, action],
    ['POST', '/all', 405, action],
    ['POST', '/all/nowhere', 405, action],
    ['POST', '/api/v1/find', 405, action],
    ['POST', '/api/nowhere', 404, action],
    ['PUT', '/all', 405, ['Content-Length: 0']],
    ['OPTIONS', '/api/v1/find', 405],
  ];
  for (const [method, url, status, lines] of off) {
    test(`${method} ${url}${lines === action ? ' as a Server Action' : ''}${lines === upgrade ? ' as a WebSocket' : ''}`, async ({
      product,
    }) => {
      const answer = await ask(product.url, method, url, [await signedIn(product.url), ...(lines ?? [])]);
      expect(answer.status).toBe(status);
      expect(answer.headers).not.toHaveProperty('x-nextjs-action-not-found');
      expect(answer.headers['content-type'] ?? '').not.toMatch(/x-component|image/);
    });
  }

  test('an unknown address of the API is told in JSON', async ({ product }) => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await ask(product.url, method, '/api/v1/nowhere', ['Content-Length: 0']);
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(answer.body).toContain('"status":404');
    }
  });

  test('headers that only Next’s own parts may send change nothing', async ({ product }) => {
    for (const line of [
      ...['X-Middleware-Subrequest: middleware:middleware', 'X-Middleware-Rewrite: /api/health', 'X-Matched-Path: /api/health'],
      ...['X-Nextjs-Data: 1', 'Next-Resume: 1', 'X-Now-Route-Matches: 1', 'X-Invoke-Status: 500', 'X-Invoke-Path: /nowhere'],
      ...[
        'X-Original-URL: /nowhere',
        'X-HTTP-Method-Override: DELETE',
        'X-Forwarded-Host: evil.example',
        'X-Prerender-Revalidate: 1',
      ],
    ]) {
      const answer = await ask(product.url, 'GET', '/all', [await signedIn(product.url), line]);
      expect([answer.status, answer.headers['content-type']], line).toEqual([200, 'text/html; charset=utf-8']);
      expect(answer.body, line).not.toContain('evil.example');
    }
  });
});

test('a page is isolated, has no power it does not use, and still draws its charts, letters and icons', async ({ page }) => {
  await page.goto('/all/endpoints');
  await page.locator('main').getByRole('link', { name: /./ }).and(page.locator('a[href*="/all/endpoints/"]')).first().click();
  await expect(page.locator('canvas').first()).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'loaded').length))
    .toBeGreaterThan(0);
  const icon = await page.evaluate(async () => {
    const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    return (await fetch(link?.href ?? '/')).headers.get('content-type');
  });
  expect(icon).toContain('image/svg+xml');
  expect(await page.evaluate(() => [window.isSecureContext, window.originAgentCluster])).toEqual([true, true]);
  const powers = await page.evaluate(() =>
    (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy.allowedFeatures(),
  );
  // Client hints are headers, not powers.
  expect(powers.filter((name) => !name.startsWith('ch-')).sort()).toEqual([
    'clipboard-write',
    'publickey-credentials-create',
    'publickey-credentials-get',
  ]);
});
