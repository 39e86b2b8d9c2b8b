import { join } from 'node:path';
import { loadConfig } from '../config.ts';
import { readRunState } from '../launch/run-state.ts';
import { resolveHome } from '../postgres/home.ts';

/** Where people reach the console, for links that a command prints. */
export function consoleUrl(environment: Record<string, string | undefined>): string {
  const running = readRunState(resolveHome(join(import.meta.dirname, '../..'), environment))?.url;
  return loadConfig().server.url ?? running ?? `http://localhost:${environment.PORT ?? 3000}`;
}
