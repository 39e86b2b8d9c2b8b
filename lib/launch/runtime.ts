import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, namesAccounts } from '../config.ts';
import { TrailwatchError } from '../errors.ts';
import { migrate } from '../migrate/migrate.ts';
import { openHome, resolveHome } from '../postgres/home.ts';
import { type Lock, lockDirectory } from '../postgres/lock.ts';
import { requireEncryptedDatabases } from '../postgres/transport.ts';
import type { Running } from './child.ts';
import { secureDatabase } from './database-roles.ts';
import { demoAccount, demoVariables } from './demo.ts';
import { embeddedPostgres } from './embedded.ts';
import { type RunState, readRunState } from './run-state.ts';

type Environment = Record<string, string | undefined>;
export type RuntimePlan = {
  root: string;
  environment: Environment;
  needs: readonly ('database' | 'aws')[];
  say: (line: string) => void;
};
/** What a command adds to its environment, and how to take down what was brought up for it. */
export type Runtime = { variables: Record<string, string>; close: () => Promise<void> };

const patienceMs = 60_000;

/** The lock, or the instance that holds it; a command that holds it for a moment is waited for. */
const lockOrInstance = async (home: string, say: (line: string) => void): Promise<Lock | RunState> => {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 200) {
    const held = lockDirectory(home) ?? readRunState(home);
    if (held) return held;
    if (waitedMs === 0) say('waiting for another trailwatch command to end …');
    await sleep(200);
  }
  throw new TrailwatchError('conflict', `another trailwatch command has held ${home} for ${patienceMs / 1000} s`);
};

const readyOrEnded = async (running: Running, name: string): Promise<string> =>
  Promise.race([
    running.ready,
    running.ended.then((end) => {
      throw new TrailwatchError('unavailable', `the ${name} ended while starting: ${end}`);
    }),
  ]);

/**
 * Brings up what a command needs: from the running instance where there is one, else for the command's own lifetime.
 * DATABASE_URL, where set, is the database.
 */
export async function openRuntime({ root, environment, needs, say }: RuntimePlan): Promise<Runtime> {
  if (needs.length === 0) return { variables: {}, close: async () => {} };
  const home = openHome(resolveHome(root, environment));
  if (needs.includes('database')) requireEncryptedDatabases(environment, loadConfig(environment));
  const wantsDemo = needs.includes('aws') && !namesAccounts(loadConfig(environment));
  const wantsDatabase = needs.includes('database') && !environment.DATABASE_URL;
  const variables: Record<string, string> = { TRAILWATCH_HOME: home };
  const closes: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closes.splice(0).reverse()) await step();
  };
  try {
    const held = wantsDatabase || wantsDemo ? await lockOrInstance(home, say) : null;
    const instance = held && 'pid' in held ? held : null;
    if (held && 'release' in held) closes.push(async () => held.release());
    if (wantsDatabase && instance) variables.DATABASE_URL = instance.databaseUrl;
    if (wantsDatabase && !instance) {
      const embedded = embeddedPostgres(home);
      const running = await embedded.start();
      closes.push(running.stop);
      variables.DATABASE_URL = embedded.url();
    }
    const databaseUrl = variables.DATABASE_URL ?? environment.DATABASE_URL;
    if (needs.includes('database') && databaseUrl && !instance) {
      await migrate(databaseUrl);
      await secureDatabase({ home, url: databaseUrl, environment, by: 'command' });
    }
    if (wantsDemo) {
      const line = Object.keys(instance?.demo ?? {}).length > 0 ? null : await startDemo({ root, home, environment }, closes);
      Object.assign(variables, line ? demoVariables(line) : instance?.demo);
    }
    return { variables, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const startDemo = async (plan: Parameters<typeof demoAccount>[0], closes: (() => Promise<void>)[]): Promise<string> => {
  const running = await (await demoAccount(plan)).start();
  closes.push(running.stop);
  return readyOrEnded(running, 'demo account');
};
