import { expect, test } from 'vitest';
import { judgeRequest } from './request-rules.ts';

/** What a browser says of where a request comes from, and what for. */
const from = (site: string, mode: string, dest: string) => ({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
});

type Asked = { headers: Record<string, string>; isSecure?: boolean; origin?: string };

const judged = (method: string, url: string, { headers, isSecure = false, origin }: Asked): string => {
  const verdict = judgeRequest({ method, url, headers, isSecure }, origin ?? null);
  if (verdict.kind === 'redirect') return verdict.location;
  return verdict.kind === 'refuse' ? String(verdict.status) : 'pass';
};

test.each([
  ['GET', '/all', { host: 'localhost:3000' }, 'pass'],
  ['GET', '/all', { host: 'LOCALHOST:3000' }, 'pass'],
  ['GET', '/all?x=1', { host: '127.0.0.1:3000' }, 'http://localhost:3000/all?x=1'],
  ['GET', '/all', { host: '[::1]:3000' }, 'http://localhost:3000/all'],
  ['GET', '/api/health', { host: '127.0.0.1:3000' }, 'pass'],
  ['GET', '/api/health?live', { host: '10.0.0.5:3000' }, 'pass'],
  ['GET', '/api/health', { host: 'rebound.example' }, '421'],
  ['GET', '/api/metrics', { host: '10.0.0.5' }, '421'],
  ['GET', '/api/healthy', { host: '10.0.0.5' }, '421'],
  ['GET', '/_next/static/a.js', { host: '127.0.0.1:3000' }, 'pass'],
  ['POST', '/all', { host: '127.0.0.1:3000' }, '405'],
  ['PUT', '/all', { host: 'localhost' }, '405'],
  ['DELETE', '/_next/static/a.js', { host: 'localhost' }, '405'],
  ['GET', '/all', { host: 'rebound.example:3000' }, '421'],
  ['GET', '/all', { host: 'localhost.example' }, '421'],
  ['GET', '/all', { host: '' }, '400'],
  ['GET', '/all', {}, '400'],
  ['GET', '/all', { host: 'localhost:3000/@evil' }, '400'],
  ['GET', 'http://evil.example/', { host: 'localhost' }, '400'],
  ['GET', '//evil.example/', { host: '127.0.0.1' }, 'http://localhost//evil.example/'],
  ['TRACE', '/all', { host: 'localhost' }, '405'],
  ['POST', '/api/v1/x', { host: 'localhost', 'content-length': '2000000' }, '413'],
  ['POST', '/api/v1/x', { host: 'localhost', 'transfer-encoding': 'chunked' }, '411'],
  ['POST', '/api/v1/x', { host: 'localhost', 'sec-fetch-site': 'cross-site' }, '403'],
  ['POST', '/api/v1/x', { host: 'localhost:3000', origin: 'http://localhost:4000' }, '403'],
  ['POST', '/api/v1/x', { host: 'localhost:3000', origin: 'null' }, '403'],
  ['POST', '/api/v1/x', { host: 'localhost:3000', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }, 'pass'],
  ['GET', '/all', { host: 'localhost', 'sec-fetch-site': 'cross-site' }, 'pass'],
  ['GET', '/all', { host: 'localhost', ...from('cross-site', 'navigate', 'document') }, 'pass'],
  ['GET', '/all', { host: 'localhost', ...from('same-site', 'navigate', 'document') }, 'pass'],
  ['GET', '/all', { host: 'localhost', ...from('cross-site', 'navigate', 'iframe') }, '403'],
  ['GET', '/all/audit', { host: 'localhost', ...from('cross-site', 'no-cors', 'image') }, '403'],
  ['GET', '/api/v1/logs?kind=endpoint', { host: 'localhost', ...from('cross-site', 'no-cors', 'image') }, '403'],
  ['GET', '/api/v1/live', { host: 'localhost', ...from('same-site', 'cors', 'empty') }, '403'],
  ['GET', '/api/v1/live', { host: 'localhost', ...from('same-origin', 'cors', 'empty') }, 'pass'],
  ['GET', '/all', { host: 'localhost', ...from('none', 'navigate', 'document') }, 'pass'],
] as const)('%s %s %j: %s', (method, url, headers, expected) => {
  expect(judged(method, url, { headers: headers as Record<string, string> })).toBe(expected);
});

const site = { host: 'trailwatch.example' };
const byProxy = { origin: 'https://trailwatch.example' };

test.each([
  ['GET', '/all', site, true, 'pass'],
  ['GET', '/all', { host: 'TRAILWATCH.example:443' }, true, 'pass'],
  ['GET', '/all?x=1', site, false, 'https://trailwatch.example/all?x=1'],
  ['GET', '/all', { host: 'trailwatch.example:3000' }, false, 'https://trailwatch.example/all'],
  ['GET', '//evil.example', site, false, 'https://trailwatch.example//evil.example'],
  ['GET', '/all', { host: 'localhost:3000' }, false, 'https://trailwatch.example/all'],
  ['GET', '/api/v1/find', { host: 'localhost:3000' }, false, '421'],
  ['GET', '/api/v1/find', site, false, '421'],
  ['POST', '/api/v1/x', site, false, '421'],
  ['GET', '/_next/static/a.js', { host: 'localhost:3000' }, false, '421'],
  ['GET', '/api/health', { host: 'localhost:3000' }, false, 'pass'],
  ['GET', '/api/health', { host: '[2001:db8::7]:3000' }, false, 'pass'],
  ['GET', '/api/health', site, false, 'pass'],
  ['GET', '/api/health', { host: 'evil.example' }, false, '421'],
  ['GET', '/api/metrics', site, false, '421'],
  ['POST', '/api/health', { host: 'localhost:3000' }, false, '421'],
  ['GET', '/api/metrics', { host: '[::1]:3000' }, false, 'pass'],
  ['GET', '/all', { host: 'trailwatch.example.evil.example' }, true, '421'],
  ['GET', '/all', { host: 'evil.trailwatch.example' }, true, '421'],
  ['GET', '/all', { host: 'trailwatch.example.' }, true, '421'],
  ['GET', '/all', { host: '10.0.0.5' }, true, '421'],
  ['GET', '/api/v1/x', { host: 'trailwatch.example:8443' }, true, '421'],
  ['POST', '/api/v1/x', { ...site, origin: 'https://trailwatch.example' }, true, 'pass'],
  ['POST', '/api/v1/x', { ...site, origin: 'http://trailwatch.example' }, true, '403'],
  ['POST', '/api/v1/x', { ...site, origin: 'https://trailwatch.example:8443' }, true, '403'],
  ['POST', '/api/v1/x', { ...site, origin: 'https://evil.trailwatch.example' }, true, '403'],
  ['POST', '/api/v1/x', { ...site, origin: 'https://trailwatch.example@evil.example' }, true, '403'],
] as const)('at https://trailwatch.example: %s %s %j over TLS %s: %s', (method, url, headers, isSecure, expected) => {
  expect(judged(method, url, { headers, isSecure, ...byProxy })).toBe(expected);
});
