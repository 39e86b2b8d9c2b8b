import type { Limits } from './limits.ts';
import type { Verdict } from './request-rules.ts';

/** A request as it came: header names and values in turn. */
type Raw = { url: string; httpVersion: string; rawHeaders: readonly string[] };

/** Said twice, each of these means two things: to us one, to a proxy before us perhaps the other. */
const once = new Set(['host', 'origin', 'content-length', 'transfer-encoding', 'content-type', 'authorization', 'expect']);

const repeated = (rawHeaders: readonly string[]): string | undefined => {
  const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
  return names.find((name, i) => once.has(name) && names.indexOf(name) < i);
};

/** Next resolves these after our rules have read the path: /_next/static/../../all was a page with the headers of a file. */
const hasDots = (url: string): boolean => /[/\\](\.|%2e){1,2}([/\\]|$)|\\/i.test(url.split('?')[0] ?? '');

/** The refusal of a request that is too large, says a thing twice, or a path in a roundabout way; or null. */
export function judgeShape(
  { url, httpVersion, rawHeaders }: Raw,
  { urlBytes, headers }: Limits,
): Extract<Verdict, { kind: 'refuse' }> | null {
  // node:http reads HTTP/0.9, in which a line break in the URL makes headers of what follows.
  if (!['1.0', '1.1'].includes(httpVersion)) return { kind: 'refuse', status: 400, reason: 'HTTP/1.1 is spoken here' };
  if (url.length > urlBytes) return { kind: 'refuse', status: 414, reason: `a URL may hold ${urlBytes} bytes` };
  if (rawHeaders.length / 2 > headers) return { kind: 'refuse', status: 431, reason: `a request may hold ${headers} headers` };
  if (hasDots(url)) return { kind: 'refuse', status: 400, reason: 'expected a path without dots and backslashes as steps' };
  const twice = repeated(rawHeaders);
  return twice ? { kind: 'refuse', status: 400, reason: `the header ${twice} is there twice` } : null;
}
