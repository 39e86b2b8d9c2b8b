import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import next from 'next';
import { loadConfig } from '#lib/config.ts';
import { database } from '#lib/db.ts';
import { followCertificate } from '#lib/http/follow-certificate.ts';
import { listenAddresses, listenOn } from '#lib/http/listen.ts';
import { siteOf } from '#lib/http/site.ts';
import { readTls, type TlsFiles } from '#lib/http/tls.ts';
import { makeWebServer } from '#lib/http/web-server.ts';
import { consoleToLog, logFor } from '#lib/log.ts';
import { announceReady } from '#lib/process.ts';
import { passSecurityWarnings } from '#lib/security-log.ts';
import { saveSecurityWarning } from '#lib/store/security-warnings.ts';

/** The web process: Next's request handler behind our own limits, hosts and headers. `node server.ts` with PORT and DATABASE_URL set. */
const log = logFor('web');
const port = Number(process.env.PORT ?? 3000);
type WebServer = Server | TlsServer;

const closeAll = async (servers: WebServer[]): Promise<void> => {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeIdleConnections();
  // Streams that a page holds open would keep the process for ever.
  setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, 3000).unref();
  await Promise.all(closed);
};

async function main(): Promise<void> {
  consoleToLog('next');
  const config = loadConfig();
  if (config.log) passSecurityWarnings((warning) => saveSecurityWarning(database(), warning));
  const addresses = listenAddresses(process.env.HOST, config);
  const site = siteOf(config.server);
  const paths = config.server.tls;
  const tls = paths ? readTls(paths, { now: Date.now(), origin: site.origin }) : null;
  // Else Next looks for a repository in the folders above, which this process may not read.
  process.env.NEXT_PRIVATE_OUTPUT_TRACE_ROOT = import.meta.dirname;
  const app = next({ dev: false, dir: import.meta.dirname, hostname: 'localhost', port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const servers = addresses.map(() => makeWebServer({ site, tls, handle }));
  const failures = await Promise.all(servers.map((server, i) => listenOn(server, port, addresses[i] ?? '')));
  const taken = failures.indexOf('EADDRINUSE');
  if (taken >= 0) throw new Error(`port ${port} is taken on ${addresses[taken]}`);
  if (failures.every(Boolean)) throw new Error(`cannot listen on ${addresses.join(' or ')}: ${failures.join(', ')}`);
  const listening = servers.filter((_, i) => !failures[i]);
  const serve = (files: TlsFiles) => {
    for (const server of listening) if ('setSecureContext' in server) server.setSecureContext(files);
  };
  if (paths) followCertificate({ paths, origin: site.origin, serve });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => closeAll(listening).then(() => process.exit(0)));
  }
  log.info({ port, addresses: addresses.filter((_, i) => !failures[i]), tls: tls !== null }, 'listening');
  announceReady(`${tls ? 'https' : 'http'}://localhost:${port}`);
}

main().catch((error: Error) => {
  log.fatal({ err: error }, 'the web server cannot start');
  process.exitCode = 1;
  setTimeout(() => process.exit(), 500).unref();
});
