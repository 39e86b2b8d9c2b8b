import { expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts';

const policy = contentSecurityPolicy('n0nce');

test('a page carries its nonce, may not be framed, and tells nobody else where its reader is', () => {
  for (const url of ['/all', '/', '/api/v1/find?q=x', '/_next/data/x', '//_next/static/x', '/x/_next/static/']) {
    expect(securityHeaders(url, policy)).toMatchObject({
      'Content-Security-Policy': expect.stringContaining("'nonce-n0nce' 'strict-dynamic'"),
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'same-origin',
    });
  }
});

test('a script or font is no document: it may load nothing, and its few headers cost little', () => {
  const headers = securityHeaders('/_next/static/chunks/a.js', policy);
  expect(headers['Content-Security-Policy']).toBe("default-src 'none'");
  expect(headers['X-Content-Type-Options']).toBe('nosniff');
  expect(JSON.stringify(headers).length).toBeLessThan(200);
});
