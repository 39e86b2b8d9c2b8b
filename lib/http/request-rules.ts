/** What the server looks at before Next sees a request; header names in lower case, as node:http gives them. */
export type RequestHead = {
  method: string;
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'redirect'; location: string }
  | { kind: 'refuse'; status: 400 | 403 | 405 | 411 | 413 | 421; reason: string };

const bodyLimitBytes = 1024 * 1024;

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const readMethods = new Set(['GET', 'HEAD']);
const methods = new Set([...readMethods, 'POST', 'PUT', 'PATCH', 'DELETE']);
const foreign = ['cross-site', 'same-site'];
const refuse = (status: 400 | 403 | 405 | 411 | 413 | 421, reason: string): Verdict => ({ kind: 'refuse', status, reason });
const text = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));

const hostOf = (head: RequestHead): { name: string; port: string } | null => {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(\d{1,5}))?$/i.exec(text(head.headers.host));
  return match ? { name: (match[1] ?? '').toLowerCase(), port: match[2] ? `:${match[2]}` : '' } : null;
};

const refusedBody = ({ headers }: RequestHead): Verdict | null => {
  if (headers['transfer-encoding']) return refuse(411, 'a body needs a Content-Length');
  return Number(text(headers['content-length']) || 0) > bodyLimitBytes
    ? refuse(413, `a body may hold ${bodyLimitBytes} bytes`)
    : null;
};

/** Another site may send a reader here, and nothing else: its images and frames would cost queries, and log lines AWS calls. */
const isForeignPart = ({ headers }: RequestHead): boolean => {
  if (!foreign.includes(text(headers['sec-fetch-site']))) return false;
  const mode = text(headers['sec-fetch-mode']);
  return mode !== '' && (mode !== 'navigate' || text(headers['sec-fetch-dest']) !== 'document');
};

const isForeignWrite = ({ method, headers }: RequestHead, host: string): boolean => {
  if (readMethods.has(method)) return false;
  if (foreign.includes(text(headers['sec-fetch-site']))) return true;
  const origin = text(headers.origin);
  return origin !== '' && URL.parse(origin)?.host !== host;
};

/**
 * Lets a request in, sends it to localhost (passkeys refuse addresses), or refuses it. The Host header must name this machine:
 * a page elsewhere that points its own name at 127.0.0.1 must not read the console.
 */
export function judgeRequest(head: RequestHead): Verdict {
  const host = hostOf(head);
  if (!host) return refuse(400, 'the Host header is missing or malformed');
  if (!localNames.has(host.name)) return refuse(421, 'this server answers to localhost only');
  const isApi = head.url.startsWith('/api/');
  if (!(isApi ? methods : readMethods).has(head.method)) return refuse(405, `${head.method} is not served here`);
  if (!head.url.startsWith('/')) return refuse(400, 'expected a path');
  if (isForeignPart(head)) return refuse(403, 'another site may only lead here');
  if (isForeignWrite(head, text(head.headers.host))) return refuse(403, 'a request from another site may not write');
  const isPage = !isApi && !head.url.startsWith('/_next/');
  if (isPage && host.name !== 'localhost') {
    return { kind: 'redirect', location: `http://localhost${host.port}${head.url}` };
  }
  return refusedBody(head) ?? { kind: 'pass' };
}
