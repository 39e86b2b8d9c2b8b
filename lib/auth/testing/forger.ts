import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const pair = (modulusLength = 2048) =>
  generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const jwkOf = (pem: string, kid: string) => ({
  ...createPublicKey(pem).export({ format: 'jwk' }),
  ...{ kid, alg: 'RS256', use: 'sig' },
});

/**
 * What is wrong with the next ID token: claims and header that replace the right ones, no signature, or one by another key: a stranger's,
 * the public key taken for a secret (HS256), the provider's next one.
 */
export type Forgery = {
  claims?: object;
  header?: object;
  isUnsigned?: boolean;
  signedBy?: 'stranger' | 'public key' | 'next key';
};

const signature = (
  body: string,
  { isUnsigned, signedBy }: Forgery,
  keys: Record<'own' | 'stranger' | 'next', string>,
): string => {
  if (isUnsigned) return '';
  if (signedBy === 'public key') {
    const pem = createPublicKey(keys.own).export({ type: 'spki', format: 'pem' });
    return createHmac('sha256', pem).update(body).digest('base64url');
  }
  const key = { stranger: keys.stranger, 'next key': keys.next, own: keys.own }[signedBy ?? 'own'];
  return sign('sha256', Buffer.from(body), createPrivateKey(key)).toString('base64url');
};

const shared = { own: pair(), stranger: pair(), next: pair() };

/** An identity provider that answers with the ID tokens it is told to forge. `bits`: how long its key is. */
export async function startForger(bits = 2048) {
  const keys = bits === 2048 ? shared : { ...shared, own: pair(bits) };
  let isRotated = false;
  let next: { nonce: string; forgery: Forgery } = { nonce: '', forgery: {} };
  const token = (issuer: string): string => {
    const { claims, header } = next.forgery;
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
    return `${body}.${signature(body, next.forgery, keys)}`;
  };
  /** Answers by path, where it is to answer otherwise. */
  const instead = new Map<string, (response: ServerResponse) => void>();
  const listener: RequestListener = (request, response) => {
    const issuer = `http://${request.headers.host}`;
    const endpoints = { authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` };
    const answers: Record<string, () => object> = {
      [discoveryPath]: () => ({ issuer, ...endpoints, id_token_signing_alg_values_supported: ['RS256'] }),
      '/jwks': () => ({ keys: [isRotated ? jwkOf(keys.next, 'two') : jwkOf(keys.own, 'one')] }),
      '/token': () => ({ access_token: 'x', token_type: 'bearer', id_token: token(issuer) }),
    };
    const path = request.url ?? '';
    const other = instead.get(path);
    if (other) return other(response);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answers[path]?.() ?? {}));
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forge(nonce: string, forgery: Forgery): void {
      next = { nonce, forgery };
    },
    instead,
    /** From now on there is another key in the set. */
    rotate(): void {
      isRotated = true;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

export const discoveryPath = '/.well-known/openid-configuration';
