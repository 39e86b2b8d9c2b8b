import { join } from 'node:path';
import { handOutSealingKey } from '../auth/publish-sealing-key.ts';
import { firstSetupLink, leaveDemo } from '../auth/setup-link.ts';
import { type Config, loadConfig, namesAccounts } from '../config.ts';
import { closeDatabase, database } from '../db.ts';
import { TrailwatchError } from '../errors.ts';
import { isBeyondLoopback, listenAddresses } from '../http/listen.ts';
import { readTls } from '../http/tls.ts';
import { migrate } from '../migrate/migrate.ts';
import { openHome, resolveHome } from '../postgres/home.ts';
import { lockDirectory } from '../postgres/lock.ts';
import { requireEncryptedDatabases } from '../postgres/transport.ts';
import { withPool } from '../postgres/with-pool.ts';
import { buildConsole, staleReason } from './build.ts';
import { type Running, startChild } from './child.ts';
import { secureDatabase } from './database-roles.ts';
import { demoAccount, demoVariables } from './demo.ts';
import { embeddedPostgres } from './embedded.ts';
import { type Environment, without } from './environments.ts';
import { webNeeds, workerNeeds } from './needs.ts';
import { chooseWebPort, wantedPort } from './ports.ts';
import { requireFreeRuleIds } from './rule-ids.ts';
import { clearRunState, readRunState, writeRunState } from './run-state.ts';
import type { Steps } from './steps.ts';
import { encryptStored, hasOldSecrets } from './stored-secrets.ts';
import { supervise } from './supervise.ts';
import { webFlags, workerFlags } from './v8-flags.ts';
import { type WebUrls, webUrls } from './web-urls.ts';

export type StartPlan = { root: string; environment: Environment; steps: Steps; signal: AbortSignal };

/** What goes on until Ctrl-C: processes in the order they were started, and the first reason not to go on. */
type Session = StartPlan & {
  home: string;
  stops: { name: string; stop: () => Promise<void> }[];
  failed: PromiseWithResolvers<never>;
};

const keep = async (session: Session, name: string, start: () => Promise<Running>): Promise<string> => {
  const giveUp = (reason: string) => session.failed.reject(new TrailwatchError('unavailable', reason));
  const supervised = supervise({ name, start, say: session.steps.note, giveUp });
  session.stops.unshift({ name, stop: supervised.stop });
  return Promise.race([supervised.ready, session.failed.promise, abortOf(session.signal)]);
};

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const provideDatabase = async (session: Session): Promise<string> => {
  const { steps, environment, home } = session;
  const named = environment.DATABASE_URL;
  if (named) return named;
  const embedded = await steps.run('PostgreSQL: preparing its programs and data directory', async () => embeddedPostgres(home));
  await steps.run(`PostgreSQL ${embedded.version}: waiting until it answers`, () => keep(session, 'PostgreSQL', embedded.start));
  return embedded.url();
};

const startDemo = async (session: Session, config: Config): Promise<Record<string, string>> => {
  if (namesAccounts(config)) return {};
  const plan = await demoAccount(session);
  const line = await session.steps.run('demo account: waiting until it answers (trailwatch.yaml names no accounts)', () =>
    keep(session, 'demo account', plan.start),
  );
  // Its four people may be entered by one click, because the console listens on this machine alone.
  return { ...demoVariables(line), TRAILWATCH_DEMO_PEOPLE: '1' };
};

const startWorker = (session: Session, environment: Environment, config: Config): Promise<string> => {
  const { root, home } = session;
  const env: Environment = { ...without(environment, 'sign-in'), TRAILWATCH_PROCESS: 'worker' };
  const start = async () => {
    const needs = workerNeeds({ root, home, environment: env }, config);
    const args = [...workerFlags, join(root, 'lib/worker/main.ts')];
    return startChild({ args, root, env, needs, logFile: join(home, 'logs/worker.log'), patienceMs: 15_000 });
  };
  return session.steps.run('worker: waiting until it collects', () => keep(session, 'worker', start));
};

const startWeb = async (session: Session, env: Environment, config: Config): Promise<WebUrls> => {
  const { HOST, PORT } = session.environment;
  const addresses = listenAddresses(HOST, config);
  const isFixed = config.server.url !== undefined || isBeyondLoopback(addresses);
  const { port, taken } = await chooseWebPort({ wanted: wantedPort(PORT), addresses, isFixed });
  if (taken.length > 0) session.steps.note(`port ${taken.join(', ')} is taken; using ${port}`);
  const { root, home } = session;
  const urls = webUrls(config.server, addresses, port);
  const web: Environment = { ...without(env, 'aws'), PORT: String(port), TRAILWATCH_URL: urls.people, TRAILWATCH_PROCESS: 'web' };
  const needs = webNeeds({ root, home, environment: web }, config);
  await session.steps.run('web: waiting until it answers', () =>
    keep(session, 'web', async () =>
      startChild({ args: [...webFlags, join(root, 'server.ts')], root, env: web, needs, logFile: join(home, 'logs/web.log') }),
    ),
  );
  return urls;
};

/** Without the demo nobody can sign in yet, but where a provider says who comes. */
const tellSetup = async ({ steps }: Session, databaseUrl: string, { url, isNeeded }: { url: string; isNeeded: boolean }) => {
  try {
    await leaveDemo(databaseUrl);
    const link = isNeeded ? await firstSetupLink(databaseUrl, url) : null;
    if (link) steps.announce(`There is no administrator yet. This link makes one, once, within 24 hours:\n  ${link}`);
  } finally {
    await closeDatabase(database(databaseUrl));
  }
};

const bringUp = async (session: Session): Promise<WebUrls> => {
  const { steps, environment, home, root, signal } = session;
  const config = loadConfig(environment);
  wantedPort(environment.PORT);
  listenAddresses(environment.HOST, config);
  const { tls, url: origin = null } = config.server;
  if (tls) readTls(tls, { now: Date.now(), origin });
  requireEncryptedDatabases(environment, config);
  const databaseUrl = await provideDatabase(session);
  await steps.run('database: applying migrations', () => migrate(databaseUrl));
  const roles = await steps.run('database: roles of web and worker', () =>
    secureDatabase({ home, url: databaseUrl, environment, by: 'launcher' }),
  );
  environment.TRAILWATCH_HOME = home;
  if (hasOldSecrets(environment)) {
    await steps.run('stored secrets: under the newest key', () => encryptStored(databaseUrl));
  }
  await withPool(databaseUrl, (db) => requireFreeRuleIds(db, config, environment));
  await withPool(databaseUrl, (db) => handOutSealingKey(db, environment));
  const state = { pid: process.pid, databaseUrl, url: null, demo: {} };
  const demo = await startDemo(session, config);
  writeRunState(home, { ...state, demo });
  const env: Environment = { ...without(environment, 'database'), ...demo, TRAILWATCH_HOME: home, NODE_ENV: 'production' };
  env.TRAILWATCH_DEMO_PEOPLE = demo.TRAILWATCH_DEMO_PEOPLE;
  await startWorker(session, { ...env, DATABASE_URL: roles.worker.url }, config);
  const stale = staleReason(root);
  if (stale) await steps.run(`console: building (${stale}; about half a minute)`, () => buildConsole(root, signal));
  const urls = await startWeb(session, { ...env, DATABASE_URL: roles.web.url }, config);
  writeRunState(home, { ...state, demo, url: urls.local });
  const setup = { url: urls.people, isNeeded: config.signIn.password };
  if (Object.keys(demo).length === 0) await tellSetup(session, databaseUrl, setup);
  return urls;
};

const bringDown = async ({ stops, steps, home }: Session): Promise<void> => {
  clearRunState(home);
  for (const { name, stop } of stops) await steps.run(`stopping ${name}`, stop);
};

const heldBy = (home: string): TrailwatchError => {
  const other = readRunState(home);
  const where = other?.url ? `at ${other.url}` : 'and is still starting, or another command uses it';
  return new TrailwatchError(
    'conflict',
    `Trailwatch already runs from ${home} ${where}${other ? ` (process ${other.pid})` : ''}`,
    {
      mend: 'stop it there, or give this one a TRAILWATCH_HOME of its own',
    },
  );
};

/**
 * Brings everything up, keeps it up until `signal`, and takes it down in reverse order.
 * @throws TrailwatchError with the reason when it cannot begin, or cannot go on
 */
export async function startAll(plan: StartPlan): Promise<void> {
  // Node opens a debugger for whoever sends it this, if nothing else listens.
  process.on('SIGUSR1', () => {});
  loadConfig(plan.environment);
  const home = openHome(resolveHome(plan.root, plan.environment));
  const lock = lockDirectory(home);
  if (!lock) throw heldBy(home);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const session: Session = { ...plan, home, stops: [], failed };
  try {
    const urls = await bringUp(session);
    plan.steps.note(`data and logs: ${home}`);
    plan.steps.announce(`Trailwatch is at ${urls.people}`);
    await Promise.race([failed.promise, abortOf(plan.signal)]);
  } catch (error) {
    if (!plan.signal.aborted) throw error;
  } finally {
    await bringDown(session);
    lock.release();
  }
}
