import { type Clock, systemClock } from '#lib/time.ts';
import { logArchive, readerKey, readerRole } from '../accounts.ts';
import { FaultPlan, type FaultRates } from '../faults.ts';
import { close, listen } from '../listen.ts';
import { DenyList } from '../permissions.ts';
import { compose } from '../scenario/compose.ts';
import type { ScenarioPart } from '../scenario/types.ts';
import { createAccountServer } from '../server.ts';

export type AccountOptions = {
  seed?: string;
  endpoints?: number;
  finishedJobs?: { count: number; before: number };
  /** No endpoint meets an incident. */
  isSound?: boolean;
  /** Nothing happens that a security team looks for. */
  isCalm?: boolean;
  /** Not before that moment, epoch ms. */
  calmUntil?: number;
  clock?: Clock;
  faults?: FaultRates;
  deny?: string;
  /** AWS's request quotas; off unless asked for, because at two calls a second tests would mostly wait. */
  hasQuotas?: boolean;
  /** By which signatures are judged and answers dated, instead of wall time. */
  wall?: () => number;
  /** Instead of the whole scenario. */
  parts?: readonly ScenarioPart[];
};

/** A demo account in this process, on a free port. */
export async function startAccount(options: AccountOptions = {}) {
  const {
    seed = 'test',
    endpoints = 40,
    clock = systemClock,
    parts,
    hasQuotas = false,
    finishedJobs,
    isSound = false,
    isCalm = false,
    calmUntil,
  } = options;
  const rest = { ...(finishedJobs ? { finishedJobs } : {}), ...(calmUntil === undefined ? {} : { calmUntil }) };
  const scenario = compose({ seed, scale: { endpoints, isSound, isCalm, ...rest } });
  const { server, account } = createAccountServer({
    scenario: parts ? { ...scenario, parts } : scenario,
    clock,
    faults: new FaultPlan(options.faults),
    denied: new DenyList(options.deny),
    hasQuotas,
    ...(options.wall ? { wall: options.wall } : {}),
  });
  const port = await listen(server, 0);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    /** For who counts what comes in. */
    server,
    scenario: account.scenario,
    /** What a process needs to reach this account as the worker does. */
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: readerKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey,
      AWS_REGION: 'eu-west-1',
    },
    /** Configuration of an SDK client that already holds a session of the reader's role. */
    client(accountId: string = '111122223333', region = 'eu-west-1', lifeMs = 3_600_000) {
      const role = accountId === logArchive.account ? logArchive.role : readerRole;
      const session = { account: accountId, role, sessionName: 'test', expiresAt: Date.now() + lifeMs };
      const { AccessKeyId, SecretAccessKey, SessionToken } = account.credentials.issue(session);
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return { endpoint: url, region, credentials, maxAttempts: 1 };
    },
    async turn(knob: 'faults' | 'deny' | 'revoke' | 'expire' | 'leave' | 'skew' | 'trail', value: string): Promise<void> {
      const response = await fetch(`${url}/__demo/${knob}`, { method: 'POST', body: value });
      if (!response.ok) throw new RangeError(await response.text());
    },
    close: () => close(server),
  };
}

export type TestAccount = Awaited<ReturnType<typeof startAccount>>;
