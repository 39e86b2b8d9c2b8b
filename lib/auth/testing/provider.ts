import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type Claims = { email?: string; email_verified?: boolean; name?: string; groups?: string[] };

/** How somebody signs in there: the provider tells it as acr, amr and auth_time (`ts`, in seconds; else now). */
type Login = { acr?: string; amr?: string[]; ts?: number };

/** What the provider does with somebody whom it does not know yet; without it everybody is whom `be` says, without being asked. */
type Meet = (provider: Provider, request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Plan = { callback: string; secret: string; port?: number; meet?: Meet };

/** A real OpenID provider on loopback. */
export async function startProvider({ callback, secret, port = 0, meet }: Plan) {
  const people = new Map<string, Claims>();
  let current: { accountId: string } & Login = { accountId: '' };
  let asked = new URLSearchParams();
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'trailwatch', client_secret: secret, redirect_uris: [callback] }],
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people.get(sub) }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: 'trailwatch', accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const listener: RequestListener = async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', issuer);
    if (pathname === '/auth') asked = searchParams;
    if (!pathname.startsWith('/interaction/')) return answer(request, response);
    if (meet) await meet(provider, request, response);
    else await provider.interactionFinished(request, response, { login: current });
  };
  return {
    issuer,
    /** What the browser was sent away with, the last time. */
    asked: (name: string): string | null => asked.get(name),
    be(sub: string, claims: Claims, login: Login = {}): void {
      current = { accountId: sub, ...login };
      people.set(sub, claims);
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a browser does that is sent to `url`: follows and keeps cookies, until it is sent to `until`. */
export async function follow(url: string, until: string): Promise<string> {
  const jar = new Map<string, string>();
  let at = url;
  for (let hop = 0; hop < 10 && !at.startsWith(until); hop++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const one of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`${at} answered ${response.status}: ${await response.text()}`);
    at = new URL(location, at).href;
  }
  return at;
}
