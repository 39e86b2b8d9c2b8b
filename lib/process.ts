const prefix = 'trailwatch.';

/**
 * The one instance of a thing in this process. Pages, route handlers and the server load separate copies of a module,
 * so what must exist once (pool, LISTEN hub, counters) hangs on globalThis.
 */
export function shared<T>(key: string, make: () => T): T {
  const symbol = Symbol.for(prefix + key);
  const holder = globalThis as unknown as Record<symbol, T | undefined>;
  holder[symbol] ??= make();
  return holder[symbol];
}

/** Tells the launcher, where there is one, that this process does its work from now on. */
export function announceReady(detail = ''): void {
  process.send?.({ ready: true, detail });
}
