import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  pid: z.number(),
  databaseUrl: z.string(),
  url: z.string().nullable(),
  /** What the demo account adds to the environment of worker and command line; empty without it. */
  demo: z.record(z.string(), z.string()),
});

/** How other commands find the instance that runs from this home; readable by its owner alone, for it holds the database's password. */
export type RunState = z.infer<typeof schema>;

const fileIn = (home: string): string => join(home, 'run.json');

export function writeRunState(home: string, state: RunState): void {
  const fresh = `${fileIn(home)}.new`;
  writeFileSync(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileIn(home));
}

export const clearRunState = (home: string): void => rmSync(fileIn(home), { force: true });

/** What runs from this home by itself, whoever holds the lock; null when its process is gone. @returns with when it had started */
export function runningInstance(home: string): (RunState & { sinceMs: number }) | null {
  const state = readRunState(home);
  if (!state) return null;
  try {
    process.kill(state.pid, 0);
    return { ...state, sinceMs: statSync(fileIn(home)).mtimeMs };
  } catch {
    return null;
  }
}

/** null when nothing runs, or it has not come so far yet. Only meaningful while another process holds the home's lock. */
export function readRunState(home: string): RunState | null {
  try {
    return schema.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  } catch {
    return null;
  }
}
