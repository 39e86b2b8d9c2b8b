import type { IncomingHttpHeaders } from 'node:http';
import { clientHeader, pathHeader } from './client.ts';
import type { Client } from './client-address.ts';
import { isRouterState } from './router-state.ts';

const routerState = 'next-router-state-tree';

/**
 * What a client may say to pages and routes. All else is dropped: past advisories of Next began with a header that only its own parts
 * should send (x-middleware-subrequest, next-resume, x-nextjs-data, next-action), and the next one has another name.
 */
const spoken: ReadonlySet<string> = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'cache-control', 'range', 'if-match', 'if-none-match', 'if-modified-since'],
  ...[
    'content-type',
    'content-length',
    'content-encoding',
    'origin',
    'referer',
    'user-agent',
    'last-event-id',
    'idempotency-key',
  ],
  ...['authorization', 'cookie', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site', 'sec-fetch-user'],
  // How the router asks for a page's data.
  ...['rsc', routerState, 'next-router-prefetch', 'next-router-segment-prefetch', 'next-url'],
]);

/** The page's nonce and policy, which Next reads for its own scripts; `path` is the path and query that were asked for. */
type Page = { nonce: string; policy: string; path: string };

/** The headers that Next and routes see: what a client may say, and what we found out about it. */
export function handedOn(headers: IncomingHttpHeaders, client: Client, { nonce, policy, path }: Page): IncomingHttpHeaders {
  const said = Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => spoken.has(name) && (name !== routerState || isRouterState(value))),
  );
  return {
    ...said,
    host: client.host,
    'x-forwarded-host': client.host,
    'x-forwarded-proto': client.isSecure ? 'https' : 'http',
    'x-forwarded-for': client.address,
    [clientHeader]: client.address,
    [pathHeader]: path,
    'x-nonce': nonce,
    'content-security-policy': policy,
  };
}
