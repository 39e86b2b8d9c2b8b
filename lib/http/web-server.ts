import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { logFor } from '../log.ts';
import { type Client, clientOf, isLoopback } from './client-address.ts';
import { nameCharset } from './content-type.ts';
import { serveCspReports } from './csp-reports.ts';
import { type Limits, limits as usual } from './limits.ts';
import { readableUrl } from './readable-url.ts';
import { type Refusal, refuseOn } from './refusal.ts';
import { tellRefusal } from './refusal-log.ts';
import { handedOn } from './request-headers.ts';
import { answerTooMany, waitOf } from './request-limit.ts';
import { judgeRequest, type Verdict } from './request-rules.ts';
import { judgeShape } from './request-shape.ts';
import { contentSecurityPolicy, cspReportPath, securityHeaders } from './security-headers.ts';
import type { Site } from './site.ts';
import type { TlsFiles } from './tls.ts';
import { tellUnnamedProxy } from './unnamed-proxy.ts';
import { unreadable } from './unreadable.ts';

type Exchange = { request: IncomingMessage; response: ServerResponse };
type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
/** `handle` answers what passes; `tls` makes it an https server. */
export type WebPlan = { site: Site; handle: Handle; tls?: TlsFiles | null; limits?: Limits };

/** What happened on a connection. Once it is closing, nothing that still comes on it is looked at. */
type Connection = { requests: number; isClosing: boolean; last: Exchange | null };

class WebServer {
  readonly #connections = new WeakMap<Duplex, Connection>();
  readonly #site: Site;
  readonly #handle: Handle;
  readonly #limits: Limits;

  constructor({ site, handle, limits = usual }: WebPlan) {
    this.#site = site;
    this.#handle = handle;
    this.#limits = limits;
  }

  #connection(socket: Duplex): Connection {
    const known = this.#connections.get(socket) ?? { requests: 0, isClosing: false, last: null };
    this.#connections.set(socket, known);
    return known;
  }

  #isStrict = ({ isSecure }: { isSecure: boolean }): boolean => isSecure && this.#site.origin !== null;

  #refuse(socket: Duplex, refusal: Omit<Refusal, 'isStrict'>, client: { isSecure: boolean; address?: string }): void {
    this.#connection(socket).isClosing = true;
    tellRefusal(refusal, client.address ?? addressOf(socket));
    refuseOn(socket, { ...refusal, isStrict: this.#isStrict(client) }, this.#limits.lingerMs);
  }

  /** Next reads the nonce for its own scripts from the request's policy; pages read it as x-nonce. */
  #protect({ request, response }: Exchange, client: Client): void {
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce);
    const headers = securityHeaders(request.url ?? '', policy, this.#isStrict(client));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    nameCharset(response);
    request.headers = handedOn(request.headers, client, { nonce, policy, path: readableUrl(request.url ?? '/') });
  }

  #judge(request: IncomingMessage, client: Client): Verdict {
    const { method = '', url = '', rawHeaders, httpVersion } = request;
    const head = { method, url, headers: { ...request.headers, host: client.host }, isSecure: client.isSecure };
    return judgeShape({ url, httpVersion, rawHeaders }, this.#limits) ?? judgeRequest(head, this.#site.origin);
  }

  async #answer(exchange: Exchange, asked: { isContinue: boolean }): Promise<void> {
    const { request, response } = exchange;
    const { socket } = request;
    const connection = this.#connection(socket);
    if (connection.isClosing) return;
    connection.requests += 1;
    connection.last = exchange;
    const peer = peerOf(request);
    const client = clientOf(peer, this.#site.proxies);
    tellUnnamedProxy(peer, this.#site.proxies);
    const verdict = this.#judge(request, client);
    if (verdict.kind === 'refuse') {
      // Behind an answer that is not finished, a refusal would be taken for that answer.
      if (response.socket === null) socket.destroy();
      else this.#refuse(socket, { ...verdict, isHead: request.method === 'HEAD' }, client);
      return;
    }
    // What comes behind a wish to speak another protocol is not read as HTTP any more.
    if (connection.requests >= this.#limits.requestsPerConnection || request.headers.upgrade !== undefined) {
      connection.isClosing = true;
      response.setHeader('Connection', 'close');
    }
    if (response.socket === null) await turnOf(response);
    if (asked.isContinue) response.writeContinue();
    const wait = waitOf(request, { address: client.address, now: Date.now(), limits: this.#limits });
    this.#protect(exchange, client);
    tellWhenRefused(exchange, client.address);
    if (wait !== null) answerTooMany(response, request.url, wait);
    else if (verdict.kind === 'redirect') response.writeHead(307, { Location: verdict.location }).end();
    else if (request.url === cspReportPath) await serveCspReports(request, response, isLoopback(client.address));
    else {
      request.url = readableUrl(request.url ?? '');
      await this.#handle(request, response);
    }
  }

  #onRequest(exchange: Exchange, asked: { isContinue: boolean }): void {
    const { request, response } = exchange;
    this.#answer(exchange, asked).catch((error: unknown) => {
      logFor('web').error({ err: error, path: request.url?.split('?')[0] }, 'a request failed outside Next');
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('internal error\n');
    });
  }

  /** Behind a whole request that is being answered, what cannot be read only ends the connection after that answer. */
  #onUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
    const connection = this.#connection(socket);
    const { isClosing, last } = connection;
    const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    if (isClosing && !isTimeout) return;
    connection.isClosing = true;
    const pending = last && !last.response.writableFinished ? last : null;
    if (isClosing || !socket.writable || error.code === 'ECONNRESET' || pending?.response.headersSent) socket.destroy();
    else if (pending?.request.complete) pending.response.setHeader('Connection', 'close');
    else this.#refuse(socket, unreadable(error.code), { isSecure: 'encrypted' in socket });
  }

  listenTo<S extends Server | TlsServer>(server: S): S {
    server.setTimeout(this.#limits.stalledMs);
    server.maxConnections = this.#limits.connections;
    // One more than is allowed, so that one too many is seen and not silently cut off.
    server.maxHeadersCount = this.#limits.headers + 1;
    server.on('request', (request, response) => this.#onRequest({ request, response }, { isContinue: false }));
    server.on('checkContinue', (request, response) => this.#onRequest({ request, response }, { isContinue: true }));
    server.on('checkExpectation', ({ socket }: IncomingMessage) =>
      this.#refuse(socket, { status: 417, reason: 'only 100-continue can be expected' }, { isSecure: 'encrypted' in socket }),
    );
    server.on('connect', ({ socket }: IncomingMessage) =>
      this.#refuse(
        socket,
        { status: 405, reason: 'CONNECT is not served here', allow: 'GET, HEAD' },
        { isSecure: 'encrypted' in socket },
      ),
    );
    server.on('clientError', (error, socket) => this.#onUnreadable(error, socket));
    return server;
  }
}

/**
 * Until the answers before it on its connection are whole; for ever where that closes first. Node tells a response that still waits nothing of
 * a closed connection: what it would stream to it would have no end.
 */
const turnOf = (response: ServerResponse): Promise<unknown> => new Promise((resolve) => response.once('socket', resolve));

/** What a page or route refuses, says is not there (another team's page too) or comes too often. */
const toldStatuses: ReadonlySet<number> = new Set([400, 403, 404, 429]);

function tellWhenRefused({ request, response }: Exchange, client: string): void {
  const [path = ''] = (request.url ?? '').split('?');
  response.once('finish', () => {
    const { statusCode: status } = response;
    if (toldStatuses.has(status)) tellRefusal({ status, reason: `${request.method} ${path.slice(0, 200)}` }, client);
  });
}

const addressOf = (socket: Duplex): string => (socket instanceof Socket ? (socket.remoteAddress ?? '') : '');

const peerOf = ({ socket, headers }: IncomingMessage) => ({
  address: socket.remoteAddress ?? '',
  isEncrypted: 'encrypted' in socket,
  headers,
});

/** An http or https server with our bounds, hosts and headers around `handle`. */
export function makeWebServer(plan: WebPlan): Server | TlsServer {
  const { tls, limits = usual } = plan;
  const options = {
    maxHeaderSize: limits.headBytes,
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(5000, limits.headMs),
    insecureHTTPParser: false,
    // Our own rules refuse it, with all headers.
    requireHostHeader: false,
    // Next would take an upgraded socket past our rules and keep it open; refused, the request is an ordinary one.
    shouldUpgradeCallback: () => false,
  };
  const ours = new WebServer(plan);
  if (!tls) return ours.listenTo(createServer(options));
  return ours.listenTo(createTlsServer({ ...options, ...tls, handshakeTimeout: limits.handshakeMs }));
}
