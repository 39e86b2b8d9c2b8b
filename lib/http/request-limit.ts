import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { shared } from '../process.ts';
import { minuteMs } from '../time.ts';
import { type Allowance, type Bucket, takeFrom } from './bucket.ts';
import type { Limits } from './limits.ts';
import { networkOf } from './network.ts';

type PerMinute = Pick<Limits, 'requestsAMinute' | 'strangersAMinute' | 'addressAMinute'>;

const buckets = (): Map<string, Bucket> => shared('request limits', () => new Map<string, Bucket>());

const perMinute = (name: string, most: number): Allowance => ({ name, most, everyMs: minuteMs / most });

const readsTokens = (url: string): boolean => url.startsWith('/api/') && !url.startsWith('/api/auth/');

/**
 * What a request would be known by: its token where one is looked at, or its session's cookie; of several nobody knows which is meant. Nobody
 * has looked yet whether it opens anything.
 */
function credentialOf(url: string, { authorization, cookie }: IncomingHttpHeaders): string | null {
  const [session, another] = (cookie ?? '').matchAll(/(?:^|;\s*)(?:__Host-)?trailwatch=([^;.]+)/g);
  const said = readsTokens(url) && authorization ? authorization : another ? undefined : session?.[1];
  return said ? createHash('sha256').update(said).digest('base64url') : null;
}

const isAsset = (url: string): boolean => url.startsWith('/_next/static/') || url === '/icon.svg' || url === '/favicon.ico';

/**
 * Counts a request, in this process: against its session or token, or against the address of who shows none; and against the address in any
 * case, for a credential can be made up anew with each request. Scripts, styles and fonts are not counted.
 * @returns seconds until the next would be heard; null for one that is heard
 */
export function waitOf(
  { url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { address, now, limits }: { address: string; now: number; limits: PerMinute },
): number | null {
  if (isAsset(url)) return null;
  const network = networkOf(address);
  const credential = credentialOf(url, headers);
  const known = credential
    ? takeFrom(buckets(), { key: credential, allowance: perMinute('session', limits.requestsAMinute), now })
    : takeFrom(buckets(), { key: `stranger ${network}`, allowance: perMinute('stranger', limits.strangersAMinute), now });
  const all = takeFrom(buckets(), { key: `address ${network}`, allowance: perMinute('address', limits.addressAMinute), now });
  const waits = [known, all].filter(({ isAllowed }) => !isAllowed).map(({ waitMs }) => waitMs);
  return waits.length === 0 ? null : Math.max(1, Math.ceil(Math.max(...waits) / 1000));
}

/** Answers in place of the page: a sentence for readers, a problem (RFC 9457) for programs. */
export function answerTooMany(response: ServerResponse, url: string | undefined, seconds: number): void {
  const detail = `Too many requests came at once. Wait ${seconds} s, then load the page again.`;
  const isProgram = url?.startsWith('/api/') ?? false;
  const body = isProgram
    ? JSON.stringify({ type: 'about:blank', title: 'Too many requests', status: 429, detail, code: 'throttled' })
    : `${detail}\n`;
  response
    .writeHead(429, {
      'Content-Type': isProgram ? 'application/problem+json' : 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      'Retry-After': seconds,
    })
    .end(body);
}
