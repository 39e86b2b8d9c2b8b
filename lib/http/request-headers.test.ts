import { expect, test } from 'vitest';
import { handedOn } from './request-headers.ts';

const client = { address: '203.0.113.9', isSecure: true, host: 't.example' };
const page = { nonce: 'n', policy: 'p', path: '/all?x=1' };
const ours = {
  host: 't.example',
  'x-forwarded-host': 't.example',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.9',
  'x-trailwatch-path': '/all?x=1',
  'x-trailwatch-client': '203.0.113.9',
  'x-nonce': 'n',
  'content-security-policy': 'p',
};

test.each([
  ...Object.keys(ours),
  ...['x-middleware-subrequest', 'x-middleware-rewrite', 'x-middleware-set-cookie', 'x-middleware-skip', 'x-matched-path'],
  ...['x-nextjs-data', 'x-next-resume-state-length', 'next-resume', 'next-action', 'x-now-route-matches', 'x-action-forwarded'],
  ...['x-invoke-path', 'x-invoke-output', 'x-prerender-revalidate', 'x-prerender-bypass-mode', 'next-hmr-refresh'],
  ...['x-original-url', 'x-rewrite-url', 'x-http-method-override', 'x-real-ip', 'forwarded', 'x-forwarded-port', 'via'],
  ...['x-trailwatch-anything', 'upgrade', 'http2-settings', 'transfer-encoding', 'te', 'trailer', 'expect', 'connection'],
  ...['__proto__', 'constructor'],
])('%s is not a client’s to say', (name) => {
  expect(handedOn(Object.fromEntries([[name, 'forged']]), client, page)).toEqual(ours);
});

test.each(['rsc', 'next-router-prefetch', 'next-router-segment-prefetch', 'next-url', 'cookie', 'range'])('%s is', (name) =>
  expect(handedOn({ [name]: 'said' }, client, page)).toEqual({ ...ours, [name]: 'said' }),
);

test('a tree of the router is handed on, and what is none is not', () => {
  const tree = encodeURIComponent('["",{}]');
  expect(handedOn({ 'next-router-state-tree': tree }, client, page)).toEqual({ ...ours, 'next-router-state-tree': tree });
  expect(handedOn({ 'next-router-state-tree': 'said' }, client, page)).toEqual(ours);
});
