import { expect, test } from 'vitest';
import { judgeRequest } from './request-rules.ts';

/** What a browser says of where a request comes from, and what for. */
const from = (site: string, mode: string, dest: string) => ({
  'sec-fetch-site': site,
  'sec-fetch-mode': mode,
  'sec-fetch-dest': dest,
});

const judged = (method: string, url: string, headers: Record<string, string>): string => {
  const verdict = judgeRequest({ method, url, headers });
  if (verdict.kind === 'redirect') return verdict.location;
  return verdict.kind === 'refuse' ? String(verdict.status) : 'pass';
};

test.each([
  ['GET', '/all', { host: 'localhost:3000' }, 'pass'],
  ['GET', '/all', { host: 'LOCALHOST:3000' }, 'pass'],
  ['GET', '/all?x=1', { host: '127.0.0.1:3000' }, 'http://localhost:3000/all?x=1'],
  ['GET', '/all', { host: '[::1]:3000' }, 'http://localhost:3000/all'],
  ['GET', '/api/health', { host: '127.0.0.1:3000' }, 'pass'],
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
  expect(judged(method, url, headers as Record<string, string>)).toBe(expected);
});
