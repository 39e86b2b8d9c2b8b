import type { Pool } from 'pg';

type Turnstile = { free: number; waiting: (() => void)[] };

const turnstiles = new WeakMap<Pool, Turnstile>();
/** Connections that stay free for single statements. */
const reserved = 3;

/**
 * Lets as many transactions in at once as the pool bears; the others wait here, where no time-out runs, instead of at the pool.
 * @returns what to call on leaving
 */
export async function enter(pool: Pool): Promise<() => void> {
  const turnstile = turnstiles.get(pool) ?? { free: Math.max(1, pool.options.max - reserved), waiting: [] };
  turnstiles.set(pool, turnstile);
  if (turnstile.free > 0) turnstile.free -= 1;
  else await new Promise<void>((resolve) => turnstile.waiting.push(resolve));
  return () => {
    const next = turnstile.waiting.shift();
    if (next) next();
    else turnstile.free += 1;
  };
}
