import { expect, test } from 'vitest';
import { closedPolicy, contentSecurityPolicy, securityHeaders } from './security-headers.ts';

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
  expect(headers['Content-Security-Policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers['X-Content-Type-Options']).toBe('nosniff');
  expect(JSON.stringify(headers).length).toBeLessThan(200);
});

test('over TLS from the public origin, and only then, a browser is told to come back by TLS', () => {
  for (const url of ['/all', '/_next/static/chunks/a.js']) {
    expect(securityHeaders(url, policy, true)['Strict-Transport-Security']).toBe('max-age=63072000; includeSubDomains');
    expect(securityHeaders(url, policy)).not.toHaveProperty('Strict-Transport-Security');
  }
});

test('a page may use passkeys and copy a command; no other power of the machine is named without being denied', () => {
  const all = (securityHeaders('/all', policy)['Permissions-Policy'] ?? '').split(', ');
  const mine = ['clipboard-write=(self)', 'publickey-credentials-create=(self)', 'publickey-credentials-get=(self)'];
  expect(all.filter((row) => !row.endsWith('=()'))).toEqual(mine);
  expect(all.length).toBeGreaterThan(30);
});

test('no policy of ours lets anything unsafe', () => {
  expect(`${policy} ${closedPolicy}`).not.toContain('unsafe');
  expect(closedPolicy).toContain("default-src 'none'");
});
