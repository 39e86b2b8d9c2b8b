import { text } from 'node:stream/consumers';
import { startProvider } from '../lib/auth/testing/provider.ts';

/** What somebody types into the provider's page: their name there, and how they prove it. */
const page = `<!doctype html>
<html lang="en"><title>Example identity provider</title>
<h1>Example identity provider</h1>
<form method="post">
  <label>Name <input name="login" required></label>
  <label><input type="checkbox" name="code" value="yes"> and the code of an app</label>
  <button>Go on</button>
</form>
<form method="post"><button name="cancel" value="yes">Cancel</button></form>`;

/** An OpenID provider with a login page of its own, where everybody who is known may come in by their name. */
export const startIdentityProvider = (plan: { callback: string; secret: string; port: number }) =>
  startProvider({
    ...plan,
    async meet(provider, request, response) {
      if (request.method !== 'POST') {
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(page);
        return;
      }
      const form = new URLSearchParams(await text(request));
      const amr = form.has('code') ? ['pwd', 'otp'] : ['pwd'];
      const result = form.has('cancel')
        ? { error: 'access_denied', error_description: 'the person cancelled' }
        : { login: { accountId: form.get('login') ?? '', amr } };
      await provider.interactionFinished(request, response, result);
    },
  });
