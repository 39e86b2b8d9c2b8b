import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseAccount } from '../postgres/account.ts';
import { findBinaries } from '../postgres/binaries.ts';
import { openCluster, owner } from '../postgres/cluster.ts';
import { ensureDatabase, freePort, renewOwner, startPostgres, stopPostgres } from '../postgres/server.ts';
import type { Running } from './child.ts';
import { lastWords, rotate } from './logs.ts';

export type Embedded = { version: string; url: () => string; start: () => Promise<Running> };

/**
 * The PostgreSQL of a home, whose lock the caller holds. It keeps its port over restarts, so that its users find it again, and gives its
 * owner a new password at the first.
 */
export function embeddedPostgres(home: string): Embedded {
  const account = databaseAccount();
  const binaries = findBinaries(home, account);
  const logFile = join(home, 'logs/postgres.log');
  const cluster = openCluster(join(home, 'postgres'), account, binaries);
  let port: number | undefined;
  let url = '';
  let isRenewed = false;
  return {
    version: binaries.major,
    url: () => url,
    async start() {
      rotate(logFile);
      const from = existsSync(logFile) ? statSync(logFile).size : 0;
      port ??= await freePort();
      const server = await startPostgres({ cluster, logFile, port });
      if (!isRenewed) await renewOwner(cluster, port);
      isRenewed = true;
      url = await ensureDatabase(cluster, port, owner);
      const { child } = server;
      const ended = new Promise<string>((resolve) => {
        const tell = () =>
          resolve(`${child.signalCode ?? `exit code ${child.exitCode}`}; its last words:\n${lastWords(logFile, from, 6)}`);
        if (child.exitCode !== null || child.signalCode !== null) tell();
        else child.once('exit', tell);
      });
      return { ready: Promise.resolve(`port ${port}`), ended, stop: () => stopPostgres(server) };
    },
  };
}
