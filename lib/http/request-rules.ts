import { isIP } from 'node:net';
import { localNames } from '../config-server.ts';
import { limits } from './limits.ts';

/** What the server looks at before Next sees a request; header names in lower case, as node:http gives them. */
export type RequestHead = {
  method: string;
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** It came over TLS, ours or that of a proxy we trust. */
  isSecure: boolean;
};

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'redirect'; location: string }
  | { kind: 'refuse'; status: Status; reason: string; allow?: string };
type Status = 400 | 403 | 405 | 411 | 413 | 414 | 417 | 421 | 431;

const readMethods = ['GET', 'HEAD'];
const apiMethods = [...readMethods, 'POST', 'PUT', 'PATCH', 'DELETE'];
const foreign = ['cross-site', 'same-site'];
const pass: Verdict = { kind: 'pass' };
const refuse = (status: Status, reason: string): Verdict => ({ kind: 'refuse', status, reason });
const text = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));

/** Where the client thinks it is. */
type Place = { origin: string; name: string; port: string };

const placeOf = ({ headers, isSecure }: RequestHead): Place | null => {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(text(headers.host));
  const url = match && URL.parse(`${isSecure ? 'https' : 'http'}://${match[0]}`);
  return url ? { origin: url.origin, name: (match[1] ?? '').toLowerCase(), port: match[2] ? `:${match[2]}` : '' } : null;
};

const refusedBody = ({ headers }: RequestHead): Verdict | null => {
  if (headers['transfer-encoding']) return refuse(411, 'a body needs a Content-Length');
  return Number(text(headers['content-length']) || 0) > limits.bodyBytes
    ? refuse(413, `a body may hold ${limits.bodyBytes} bytes`)
    : null;
};

/** Another site may send a reader here, and nothing else: its images and frames would cost queries, and log lines AWS calls. */
const isForeignPart = ({ headers }: RequestHead): boolean => {
  if (!foreign.includes(text(headers['sec-fetch-site']))) return false;
  const mode = text(headers['sec-fetch-mode']);
  return mode !== '' && (mode !== 'navigate' || text(headers['sec-fetch-dest']) !== 'document');
};

const isForeignWrite = ({ method, headers }: RequestHead, { origin }: Place): boolean => {
  if (readMethods.includes(method)) return false;
  if (foreign.includes(text(headers['sec-fetch-site']))) return true;
  const said = text(headers.origin);
  return said !== '' && URL.parse(said)?.origin !== origin;
};

/** Load balancers ask for health by address and in the clear, Prometheus on this machine by localhost; another site could point neither here. */
const isProbe = ({ method, url }: RequestHead, { name }: Place, origin: string | null): boolean => {
  if (!readMethods.includes(method)) return false;
  const path = url.split('?')[0];
  if (path === '/api/metrics') return localNames.includes(name);
  const isAddress = isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  const isOurs = name === 'localhost' || (origin !== null && name === new URL(origin).hostname);
  return path === '/api/health' && (isAddress || isOurs);
};

/** Where a page is read instead, or null where it is; `undefined` when this server does not answer to such a name at all. */
function elsewhere(origin: string | null, place: Place): string | null | undefined {
  if (origin === null) {
    if (!localNames.includes(place.name)) return undefined;
    return place.name === 'localhost' ? null : `${new URL(place.origin).protocol}//localhost${place.port}`;
  }
  if (place.origin === origin) return null;
  return place.name === new URL(origin).hostname || localNames.includes(place.name) ? origin : undefined;
}

/**
 * Lets a request in, sends a page to the one origin (without a public one: to localhost, as passkeys refuse addresses), or refuses it.
 * The Host header must name that origin: a page elsewhere that points its own name at this server must not read the console.
 * @param origin the public origin, or null
 */
export function judgeRequest(head: RequestHead, origin: string | null): Verdict {
  const place = placeOf(head);
  if (!place) return refuse(400, 'the Host header is missing or malformed');
  const other = isProbe(head, place, origin) ? null : elsewhere(origin, place);
  if (other === undefined) return refuse(421, `this server answers to ${origin ?? 'localhost'} only`);
  const isApi = head.url.startsWith('/api/');
  const methods = isApi ? apiMethods : readMethods;
  if (!methods.includes(head.method)) {
    return { kind: 'refuse', status: 405, reason: `${head.method} is not served here`, allow: methods.join(', ') };
  }
  if (!head.url.startsWith('/')) return refuse(400, 'expected a path');
  if (isForeignPart(head)) return refuse(403, 'another site may only lead here');
  if (isForeignWrite(head, place)) return refuse(403, 'a request from another site may not write');
  const isPage = !isApi && !head.url.startsWith('/_next/');
  if (isPage && other) return { kind: 'redirect', location: `${other}${head.url}` };
  if (origin && other) return refuse(421, `this server answers to ${origin} only`);
  return refusedBody(head) ?? pass;
}
