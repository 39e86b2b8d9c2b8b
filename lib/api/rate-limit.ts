import type { Caller } from '#lib/auth/caller.ts';
import { type Allowance, type Bucket, takeFrom } from '#lib/http/bucket.ts';
import { clientOf } from '#lib/http/client.ts';
import { shared } from '#lib/process.ts';
import { minuteMs } from '#lib/time.ts';

/** Far above what a page or a collector of figures asks, far below what would keep others waiting. */
const allowances = {
  known: { name: 'caller', most: 300, everyMs: minuteMs / 300 },
  unknown: { name: 'address', most: 60, everyMs: minuteMs / 60 },
} as const satisfies Record<string, Allowance>;

const buckets = (): Map<string, Bucket> => shared('rate limits', () => new Map<string, Bucket>());

export type Limit = { isAllowed: boolean; headers: Record<string, string> };

/**
 * Counts a request against its session or token, or against the address of who is nobody, in this process. The headers are those of the
 * IETF's draft (RateLimit header fields for HTTP).
 */
export function limitOf(caller: Caller | null, request: Request, now: number): Limit {
  const allowance = caller ? allowances.known : allowances.unknown;
  const key = caller?.key ?? `address ${clientOf(request)}`;
  const { isAllowed, left, waitMs } = takeFrom(buckets(), { key, allowance, now });
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return {
    isAllowed,
    headers: {
      'RateLimit-Policy': `"${allowance.name}";q=${allowance.most};w=60`,
      RateLimit: `"${allowance.name}";r=${left};t=${seconds}`,
      ...(isAllowed ? {} : { 'Retry-After': String(seconds) }),
    },
  };
}
