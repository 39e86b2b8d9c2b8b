import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const pair = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** What is wrong with the next ID token: claims and header that replace the right ones, or a key that nobody knows. */
export type Forgery = { claims?: object; header?: object; isSignedByStranger?: boolean; isUnsigned?: boolean };

/** An identity provider that answers with the ID tokens it is told to forge. */
export async function startForger() {
  const [own, stranger] = [pair(), pair()];
  let next: { nonce: string; forgery: Forgery } = { nonce: '', forgery: {} };
  const token = (issuer: string): string => {
    const { claims, header, isSignedByStranger, isUnsigned } = next.forgery;
    const now = Math.floor(Date.now() / 1000);
    const right = {
      iss: issuer,
      aud: 'trailwatch',
      sub: 'eve',
      iat: now,
      exp: now + 300,
      nonce: next.nonce,
      email: 'e@example.com',
      groups: [],
    };
    const body = `${encoded({ alg: 'RS256', kid: 'one', ...header })}.${encoded({ ...right, ...claims })}`;
    const key = createPrivateKey(isSignedByStranger ? stranger : own);
    return `${body}.${isUnsigned ? '' : sign('sha256', Buffer.from(body), key).toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const issuer = `http://${request.headers.host}`;
    const key = { ...createPublicKey(own).export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
    const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` };
    const answers: Record<string, () => object> = {
      '/.well-known/openid-configuration': () => ({ issuer, ...endpoints, id_token_signing_alg_values_supported: ['RS256'] }),
      '/jwks': () => ({ keys: [key] }),
      '/token': () => ({ access_token: 'x', token_type: 'bearer', id_token: token(issuer) }),
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answers[request.url ?? '']?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forge(nonce: string, forgery: Forgery): void {
      next = { nonce, forgery };
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
