import type { Logger } from 'pino';
import { databaseTrouble } from '#lib/store/database-trouble.ts';

/** Keeps what failed on the database from being tried again too soon, and says so. Keys name pieces of work. */
export type Patience = {
  /** Milliseconds until the work may be tried again; 0: now. */
  waitMs(key: string): number;
  failed(key: string, error: unknown): void;
  succeeded(key: string): void;
};

const firstMs = 1000;
const longestMs = 30_000;
const sayAgainMs = 30_000;

/** @param now milliseconds of a clock that never jumps */
export function createPatience(log: Logger, now: () => number = () => performance.now()): Patience {
  const waits = new Map<string, { until: number; ms: number }>();
  let told: { cause: string; at: number } | null = null;

  const tell = (error: unknown): void => {
    const { cause, mend } = databaseTrouble(error) ?? { cause: 'the database cannot be used', mend: "see PostgreSQL's log" };
    if (told?.cause === cause && now() - told.at < sayAgainMs) return;
    told = { cause, at: now() };
    log.warn(
      { err: error },
      `${cause}; waiting until it can be used again. To mend it: ${mend}. What AWS still has is asked for then.`,
    );
  };

  return {
    waitMs: (key) => Math.max(0, (waits.get(key)?.until ?? 0) - now()),
    failed(key, error) {
      const last = waits.get(key)?.ms;
      const ms = last === undefined ? firstMs : Math.min(longestMs, last * 2);
      waits.set(key, { ms, until: now() + ms });
      tell(error);
    },
    succeeded(key) {
      if (!waits.delete(key) || waits.size > 0) return;
      told = null;
      log.info('the database can be used again');
    },
  };
}
