import type { Clock } from '#lib/time.ts';
import { AwsError } from './aws-error.ts';
import { type CredentialStore, invalidToken, type Principal } from './credentials.ts';
import { type Fault, type FaultPlan, internalFailure, throttled } from './faults.ts';
import type { Knobs } from './knobs.ts';
import { type Attempt, accessDenied, actionOf, type DenyList, isAllowed } from './permissions.ts';
import { protocolOf } from './protocol/detect.ts';
import { type Answer, type HttpRequest, newRequestId } from './protocol/http.ts';
import type { Protocol } from './protocol/protocol.ts';
import type { Quotas } from './quotas.ts';
import { hasSageMaker, isAlwaysOn } from './regions.ts';
import type { Scenario } from './scenario/types.ts';
import { checkInput } from './services/constraints/check.ts';
import { serviceOfScope } from './services/names.ts';
import type { Registry } from './services/registry.ts';
import { type Claim, readClaim, verifySignature, verifyTime } from './signature.ts';
import { disownToken, ownToken } from './tokens.ts';

/** All that stands behind the server: the scenario, the clock, and what decides over a call. */
export type Account = {
  scenario: Scenario;
  clock: Clock;
  registry: Registry;
  credentials: CredentialStore;
  denied: DenyList;
  faults: FaultPlan;
  quotas: Quotas | undefined;
  knobs: Knobs;
};

/** Answers one call as AWS would, and says which fault of the network its answer is to meet on the way. */
export function answerCall(account: Account, request: HttpRequest): { answer: Answer; fault: Fault | undefined } {
  const protocol = protocolOf(request);
  const requestId = newRequestId();
  let reply = { service: undefined as ReturnType<typeof serviceOfScope>, operation: '', requestId, request };
  let fault: Fault | undefined;
  try {
    const { claim, principal } = authenticate(account, request);
    const service = serviceOfScope(claim.scope);
    reply = { ...reply, service, operation: protocol.operation(request, service) };
    fault = account.faults.next();
    if (fault === 'throttle') throw throttled();
    if (fault === 'error') throw account.faults.serverError();
    const attempt = { principal, scope: claim.scope, operation: reply.operation, region: claim.region };
    const output = run({ account, attempt, protocol, request });
    const given = fault === 'partial' && reply.operation === 'GetMetricData' ? account.faults.tear(output) : output;
    return { answer: protocol.success(given, reply), fault };
  } catch (error) {
    return { answer: protocol.failure(asAwsError(error), reply), fault };
  }
}

function authenticate(account: Account, request: HttpRequest): { claim: Claim; principal: Principal } {
  const claim = readClaim(request);
  verifyTime(request, account.knobs.wall());
  const token = request.headers['x-amz-security-token'];
  const { principal, secretAccessKey } = account.credentials.resolve(claim.accessKeyId, token, (of, at) =>
    account.knobs.isEnded(of, at),
  );
  verifySignature(request, claim, secretAccessKey);
  if (!isAlwaysOn(claim.region) || (principal.kind !== 'user' && account.knobs.isRevoked(principal.account)))
    throw invalidToken();
  return { claim, principal };
}

type Run = { account: Account; attempt: Attempt; protocol: Protocol; request: HttpRequest };

function run({ account, attempt, protocol, request }: Run): Record<string, unknown> {
  const service = serviceOfScope(attempt.scope);
  const operation = account.registry.get(`${service}.${attempt.operation}`);
  if (attempt.operation === '') throw unknownOperation(attempt);
  // S3 judges for itself: what is asked of whom stands in bucket and key.
  if (service !== 's3' && !isAllowed(attempt, account.denied)) throw accessDenied(attempt);
  if (!operation || (service === 'sagemaker' && !hasSageMaker(attempt.region))) throw unknownOperation(attempt);
  const place = { account: attempt.principal.account, region: attempt.region };
  const action = actionOf(attempt.scope, attempt.operation);
  if (account.quotas && !account.quotas.takeCall(`${place.account} ${place.region}`, action)) throw refusedAsTooMany(attempt);
  const input = protocol.input(request, service);
  account.faults.judge(attempt.operation, input);
  checkInput(`${service}.${attempt.operation}`, input);
  const isUsed = account.scenario.accounts.some(({ id, regions }) => id === place.account && regions.includes(place.region));
  const owner = `${place.account} ${place.region} ${service}.${attempt.operation}`;
  const { NextToken: token } = input;
  const output = operation(typeof token === 'string' ? { ...input, NextToken: disownToken(token, owner) } : input, {
    ...place,
    now: account.clock.now(),
    // A bucket holds what happened elsewhere.
    scenario: isUsed || service === 's3' ? account.scenario : { ...account.scenario, parts: [] },
    principal: attempt.principal,
    credentials: account.credentials,
    denied: account.denied,
    quotas: account.quotas,
    knobs: account.knobs,
    late: account.faults.late,
  });
  return typeof output.NextToken === 'string' ? { ...output, NextToken: ownToken(output.NextToken, owner) } : output;
}

/** Organizations has an error of its own for it. */
const refusedAsTooMany = ({ scope }: Attempt): AwsError =>
  scope === 'organizations'
    ? new AwsError('TooManyRequestsException', 'You have sent too many requests in too short a period of time.')
    : throttled();

const unknownOperation = ({ operation }: Attempt): AwsError =>
  new AwsError(
    'UnknownOperationException',
    operation === '' ? 'The requested operation could not be found.' : `The action ${operation} is not valid for this endpoint.`,
  );

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  console.error('demo account: an operation failed', error);
  return internalFailure();
}
