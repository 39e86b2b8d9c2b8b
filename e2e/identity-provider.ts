import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import Provider from 'oidc-provider';

/** Who is known there, by what they type, and their groups. */
type Known = Readonly<Record<string, readonly string[]>>;
type Plan = { callback: string; secret: string; port: number; people: Known };

const page = `<!doctype html>
<html lang="en"><title>Example identity provider</title><link rel="icon" href="data:,">
<h1>Example identity provider</h1>
<form method="post">
  <label>Name <input name="login" required></label>
  <label><input type="checkbox" name="code" value="yes"> and the code of an app</label>
  <button>Go on</button>
</form>
<form method="post"><button name="cancel" value="yes">Cancel</button></form>`;

const claimsOf = (sub: string, groups: readonly string[]) => ({
  sub,
  email: `${sub}@sso.example`,
  email_verified: true,
  name: `${sub[0]?.toUpperCase()}${sub.slice(1)} Example`,
  groups: [...groups],
});

const makeProvider = ({ callback, secret, port, people }: Plan) =>
  new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: 'trailwatch', client_secret: secret, redirect_uris: [callback] }],
    claims: { openid: ['sub', 'acr', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => claimsOf(sub, people[sub] ?? []) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: 'trailwatch', accountId: oidc.session?.accountId ?? '' });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });

const resultOf = (form: URLSearchParams) =>
  form.has('cancel')
    ? { error: 'access_denied', error_description: 'the person cancelled' }
    : { login: { accountId: form.get('login') ?? '', amr: form.has('code') ? ['pwd', 'otp'] : ['pwd'] } };

/** A real OpenID provider on loopback with a login page of its own, where everybody who is known comes in by their name. */
export async function startIdentityProvider(plan: Plan): Promise<{ stop: () => Promise<unknown> }> {
  const provider = makeProvider(plan);
  const answer = provider.callback();
  const listener: RequestListener = async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    if (request.method === 'POST') {
      return provider.interactionFinished(request, response, resultOf(new URLSearchParams(await text(request))));
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(page);
  };
  const server = createServer(listener).listen(plan.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
