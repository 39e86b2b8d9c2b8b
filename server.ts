import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import next from 'next';
import { clientHeader } from '#lib/http/client.ts';
import { serveCspReports } from '#lib/http/csp-reports.ts';
import { listenAddresses, listenOn } from '#lib/http/listen.ts';
import { readableUrl } from '#lib/http/readable-url.ts';
import { judgeRequest } from '#lib/http/request-rules.ts';
import { contentSecurityPolicy, cspReportPath, securityHeaders } from '#lib/http/security-headers.ts';
import { logFor } from '#lib/log.ts';
import { announceReady } from '#lib/process.ts';

/** The web process: Next's request handler behind our own limits, hosts and headers. `node server.ts` with PORT and DATABASE_URL set. */
const log = logFor('web');
const port = Number(process.env.PORT ?? 3000);
const app = next({ dev: false, dir: import.meta.dirname, hostname: 'localhost', port });
const handle = app.getRequestHandler();

/**
 * Next reads the nonce for its own scripts from the request's policy; pages read it as x-nonce, and sign-in reads where a request
 * comes from and what it asks for. A client's own values are overwritten.
 */
const protect = (request: IncomingMessage, response: ServerResponse): void => {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce);
  request.headers['content-security-policy'] = policy;
  request.headers['x-nonce'] = nonce;
  request.headers[clientHeader] = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  request.headers['x-trailwatch-path'] = readableUrl(request.url ?? '/');
  for (const [name, value] of Object.entries(securityHeaders(request.url ?? '', policy))) response.setHeader(name, value);
};

const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  protect(request, response);
  const head = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
  const verdict = judgeRequest(head);
  if (verdict.kind === 'redirect') {
    response.writeHead(307, { Location: verdict.location }).end();
  } else if (verdict.kind === 'refuse') {
    response
      .writeHead(verdict.status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
      .end(`${verdict.reason}\n`);
  } else if (head.url === cspReportPath) {
    await serveCspReports(request, response);
  } else {
    request.url = readableUrl(head.url);
    await handle(request, response);
  }
};

const makeServer = (): Server => {
  const server = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5000,
    // Next would take an upgraded socket past our rules and keep it open; refused, the request is an ordinary one.
    shouldUpgradeCallback: () => false,
  });
  // A reader who stops reading holds no connection for ever; streams beat every 20 s.
  server.setTimeout(120_000);
  server.maxConnections = 2000;
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error, url: request.url }, 'a request failed outside Next');
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' });
      response.end('internal error\n');
    });
  });
  return server;
};

const closeAll = async (servers: Server[]): Promise<void> => {
  const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
  for (const server of servers) server.closeIdleConnections();
  // Streams that a page holds open would keep the process for ever.
  setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, 3000).unref();
  await Promise.all(closed);
};

async function main(): Promise<void> {
  const addresses = listenAddresses(process.env.HOST);
  await app.prepare();
  const servers = addresses.map(makeServer);
  const failures = await Promise.all(servers.map((server, i) => listenOn(server, port, addresses[i] ?? '')));
  const taken = failures.indexOf('EADDRINUSE');
  if (taken >= 0) throw new Error(`port ${port} is taken on ${addresses[taken]}`);
  if (failures.every(Boolean)) throw new Error(`cannot listen on ${addresses.join(' or ')}: ${failures.join(', ')}`);
  const listening = servers.filter((_, i) => !failures[i]);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => closeAll(listening).then(() => process.exit(0)));
  }
  log.info({ port, addresses: addresses.filter((_, i) => !failures[i]) }, 'listening');
  announceReady(`http://localhost:${port}`);
}

main().catch((error: Error) => {
  log.fatal({ err: error }, 'the web server cannot start');
  process.exitCode = 1;
  setTimeout(() => process.exit(), 500).unref();
});
