import type { ServerResponse } from 'node:http';
import { afterAll, expect, test, vi } from 'vitest';
import { signInSchema } from '../config-sign-in.ts';
import { beginOidc, finishOidc } from './oidc.ts';
import { discoveryPath, startForger } from './testing/forger.ts';

type Forger = Awaited<ReturnType<typeof startForger>>;
// Most of them wait for a provider that keeps them waiting.
vi.setConfig({ testTimeout: 30_000, maxConcurrency: 30 });
const stops: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(stops.map((stop) => stop())));

const configOf = (issuer: string) => {
  const { oidc } = signInSchema.parse({
    oidc: { issuer, clientId: 'trailwatch', groups: [{ group: 'all', role: 'member' }] },
  });
  if (!oidc) throw new Error('no oidc');
  return oidc;
};
const begin = (issuer: string) => beginOidc(configOf(issuer), { to: '/all', again: false });
const started = async (): Promise<Forger> => {
  const forger = await startForger();
  stops.push(forger.stop);
  return forger;
};

const json = (response: ServerResponse, body: string): void => {
  response.setHeader('Content-Type', 'application/json');
  response.end(body);
};
const status = (code: number) => (response: ServerResponse) => {
  response.statusCode = code;
  json(response, '{}');
};
const redirect = (to: string) => (response: ServerResponse) => {
  response.writeHead(302, { Location: to });
  response.end();
};
const silence = (): void => {};
const dripping = (response: ServerResponse): void => {
  response.setHeader('Content-Type', 'application/json');
  const timer = setInterval(() => response.write(' '), 200);
  response.on('close', () => clearInterval(timer));
};
const huge = (response: ServerResponse) => json(response, `{"x":"${'x'.repeat(10_000_000)}"}`);
const deep = (response: ServerResponse) => json(response, '['.repeat(900_000));

const troubles = [
  ['is in trouble', status(503), 'unreachable'],
  ['says nothing', silence, 'unreachable'],
  ['never comes to an end', dripping, 'unreachable'],
  ['sends 10 MB', huge, 'answer'],
  ['sends a nest of brackets', deep, 'answer'],
  ['sends no JSON', (response: ServerResponse) => json(response, '<html>'), 'answer'],
  ['redirects to itself', redirect(discoveryPath), 'answer'],
  ['redirects elsewhere', redirect('http://169.254.169.254/latest/meta-data/'), 'answer'],
] as const;

test('a provider that is down is told, and asked anew', async () => {
  const forger = await started();
  await expect(begin('http://127.0.0.1:9')).rejects.toMatchObject({ refusal: 'unreachable' });
  await expect(begin(forger.issuer)).resolves.toMatchObject({ attempt: { to: '/all' } });
});

test.concurrent.each(troubles)('a discovery document that %s', async (_what, trouble, refusal) => {
  const forger = await started();
  forger.instead.set(discoveryPath, trouble);
  await expect(begin(forger.issuer)).rejects.toMatchObject({ refusal });
  forger.instead.clear();
  await expect(begin(forger.issuer), 'asked anew').resolves.toMatchObject({ attempt: { to: '/all' } });
});

test('a discovery document of another issuer is not taken', async () => {
  const forger = await started();
  const issuer = 'https://evil.example';
  const document = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` };
  forger.instead.set(discoveryPath, (response) => json(response, JSON.stringify(document)));
  await expect(begin(forger.issuer)).rejects.toMatchObject({ refusal: 'answer' });
});

test.concurrent.each(
  troubles.flatMap(([what, trouble, refusal]) => ['/token', '/jwks'].map((path) => [path, what, trouble, refusal] as const)),
)('%s that %s', async (path, _what, trouble, refusal) => {
  const forger = await started();
  const { attempt } = await begin(forger.issuer);
  forger.forge(attempt.nonce, {});
  forger.instead.set(path, trouble);
  const search = `?code=x&state=${attempt.state}`;
  await expect(finishOidc(configOf(forger.issuer), search, attempt)).rejects.toMatchObject({ refusal });
});

test('who comes back when the provider has gone down is told so', async () => {
  const forger = await started();
  const { attempt } = await begin(forger.issuer);
  await forger.stop();
  const search = `?code=x&state=${attempt.state}`;
  await expect(finishOidc(configOf(forger.issuer), search, attempt)).rejects.toMatchObject({ refusal: 'unreachable' });
});
