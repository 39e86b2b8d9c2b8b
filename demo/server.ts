import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#lib/time.ts';
import { type Account, answerCall } from './account.ts';
import { answerControl, isControl } from './control.ts';
import { CredentialStore } from './credentials.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { Knobs } from './knobs.ts';
import { DenyList } from './permissions.ts';
import { type Answer, BodyTooLarge, type HttpRequest, readRequest, sendAnswer } from './protocol/http.ts';
import { Quotas } from './quotas.ts';
import type { Scenario } from './scenario/types.ts';
import { registryOf } from './services/registry.ts';

export type ServerOptions = {
  scenario: Scenario;
  clock: Clock;
  faults?: FaultPlan;
  denied?: DenyList;
  hasQuotas?: boolean;
  /** By which signatures and sessions are judged, and answers dated: wall time unless told. */
  wall?: () => number;
};

/** The demo account's HTTP server, not yet listening: all services on one port, told apart by what a request was signed for. */
export function createAccountServer(options: ServerOptions): { server: Server; account: Account } {
  const { scenario, clock } = options;
  // A clock that stands still would never refill a bucket.
  const pace = clock.pace ?? 1;
  const quotas = new Quotas(clock.speed > 0 ? clock.now : () => Date.now() * pace);
  const account: Account = {
    scenario,
    clock,
    registry: registryOf(scenario),
    credentials: new CredentialStore(scenario.seed),
    denied: options.denied ?? new DenyList(),
    faults: options.faults ?? new FaultPlan(),
    quotas: options.hasQuotas === false ? undefined : quotas,
    knobs: new Knobs(options.wall),
  };
  const server = createServer({ keepAliveTimeout: 65_000 }, (message, response) => {
    serve(account, message, response).catch((error) => {
      console.error('demo account: a request failed', error);
      response.destroy();
    });
  });
  return { server, account };
}

async function serve(account: Account, message: IncomingMessage, response: ServerResponse): Promise<void> {
  let request: HttpRequest;
  try {
    request = await readRequest(message);
  } catch (error) {
    if (error instanceof BodyTooLarge)
      sendAnswer(response, { status: 413, headers: { connection: 'close' }, body: Buffer.alloc(0) });
    return;
  }
  if (isControl(request)) {
    sendAnswer(response, answerControl(account, request));
    return;
  }
  const { answer, fault } = answerCall(account, request);
  response.setHeader('date', new Date(account.knobs.wall()).toUTCString());
  // On wall time, as a network takes it, whatever the demo's clock does.
  if (account.faults.latencyMs > 0) await sleep(account.faults.latencyMs, undefined, { ref: false });
  send(response, answer, fault);
}

/** A client that gives up earlier closes its end; the server holds a call that it never answers for no longer than this. */
const timeoutMs = 120_000;

function send(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  if (fault === 'timeout') {
    const timer = setTimeout(() => response.destroy(), timeoutMs);
    timer.unref();
    response.on('close', () => clearTimeout(timer));
  } else if (fault === 'cut') {
    response.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.body.length + 1) });
    response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.destroy());
  } else if (fault === 'malformed') {
    sendAnswer(response, { ...answer, status: 200, body: Buffer.from('<html><body>It works, says a proxy.</body></html>') });
  } else {
    sendAnswer(response, answer);
  }
}
