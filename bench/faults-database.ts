import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '#lib/postgres/cluster.ts';
import { databaseUrl, type PostgresServer, startPostgres, stopPostgres } from '#lib/postgres/server.ts';
import { lesserUrl } from '#lib/testing/cluster.ts';
import { databaseName, settings } from './faults-template.ts';

/** Processes that a process started, as /proc tells. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const afterName = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1);
      return Number(afterName?.split(' ')[1]) === parent ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}

const isBackend = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(databaseName);
  } catch {
    return false;
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
};

type Killing = 'postmaster' | 'all' | 'backend';

export type KillableDatabase = {
  url: string;
  workerUrl: string;
  /** Resolves once it answers again. */
  kill(how: Killing, downMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** A PostgreSQL of its own that can be killed and comes again on its port. */
export async function openKillable(cluster: Cluster, home: string): Promise<KillableDatabase> {
  const launch = (port?: number): Promise<PostgresServer> =>
    startPostgres({ cluster, logFile: join(home, 'log'), settings, ...(port ? { port } : {}) });
  let server = await launch();
  const url = databaseUrl(cluster.password, server.port, databaseName);
  return {
    url,
    workerUrl: lesserUrl(url, 'worker'),
    async kill(how, downMs) {
      const { pid = 0 } = server.child;
      const children = childrenOf(pid);
      if (how === 'backend') {
        // The postmaster ends all others and starts anew by itself.
        const [one] = children.filter(isBackend);
        if (one !== undefined) kill(one);
        return;
      }
      const gone = once(server.child, 'exit');
      for (const one of how === 'all' ? [pid, ...children] : [pid]) kill(one);
      await gone;
      await sleep(downMs);
      server = await launch(server.port);
    },
    stop: () => stopPostgres(server, 5000),
  };
}
