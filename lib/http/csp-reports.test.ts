import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const warn = vi.hoisted(() => vi.fn());
vi.mock('../log.ts', () => ({ logFor: () => ({ warn }) }));
const { serveCspReports } = await import('./csp-reports.ts');

const server = createServer((request, response) => void serveCspReports(request, response, request.url !== '/elsewhere'));
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
});

test('a flood is counted in full, kept and logged in part', async () => {
  const flood = JSON.stringify(Array.from({ length: 5000 }, () => ({ long: 'x' })));
  await fetch(url, { method: 'POST', body: flood.slice(0, 60_000).replace(/,\{[^}]*$/, ']') });
  await fetch(url, { method: 'POST', body: `[${JSON.stringify('y'.repeat(50_000))}]` });
  const held = (await (await fetch(url)).json()) as { count: number; last: unknown[] };
  expect(held.count).toBeGreaterThan(1000);
  expect(held.last).toHaveLength(20);
  expect(warn.mock.calls.length).toBeLessThanOrEqual(10);
  expect(JSON.stringify(warn.mock.calls).length).toBeLessThan(30_000);
});

test('what was reported is told to this machine alone', async () => {
  await fetch(`${url}elsewhere`, { method: 'POST', body: '{"csp-report":{"document-uri":"/all/alice"}}' });
  const answer = await fetch(`${url}elsewhere`);
  expect([answer.status, await answer.text()]).toEqual([404, '{"error":"not found"}']);
  expect(await (await fetch(url)).text()).toContain('alice');
});

test('nothing is kept or logged but what was violated where, without the query', async () => {
  const uri = 'https://t.example/invitation?token=geheim#geheim';
  await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ 'csp-report': { 'document-uri': uri, 'script-sample': 'geheim' }, geheim: 1 }),
  });
  await fetch(url, {
    method: 'POST',
    body: JSON.stringify([{ url: uri, body: { documentURL: uri, lineNumber: 7 } }, null, 'geheim']),
  });
  const all = (await (await fetch(url)).text()) + JSON.stringify(warn.mock.calls);
  expect(all).not.toContain('geheim');
  expect(all).toContain('{"documentURL":"https://t.example/invitation","lineNumber":7}');
});
