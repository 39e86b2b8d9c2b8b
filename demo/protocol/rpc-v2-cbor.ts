import { AwsError } from '../aws-error.ts';
import { addressOf } from '../services/names.ts';
import { CborTime, encodeCbor } from './cbor.ts';
import { decodeCbor } from './cbor-decode.ts';
import { faultOf, queryCode } from './error-codes.ts';
import type { Answer } from './http.ts';
import { timestampMembers } from './members.ts';
import type { Protocol, Reply } from './protocol.ts';

/** Smithy RPC v2 with CBOR, which botocore prefers for CloudWatch: POST /service/<target>/operation/<name>. */
export const rpcV2Cbor: Protocol = {
  operation(request, service) {
    const [, target, operation] = /^\/service\/([^/]+)\/operation\/([^/]+)$/.exec(request.path) ?? [];
    return service && target && addressOf(service).targets.includes(target) ? (operation ?? '') : '';
  },

  input(request) {
    if (request.body.length === 0) return {};
    const input = decoded(request.body);
    if (typeof input !== 'object' || input === null || Array.isArray(input)) throw notCbor();
    return input as Record<string, unknown>;
  },

  success: (output, reply) => answer(200, timed(output, ''), reply),

  failure(error, reply) {
    const written = answer(error.status, { __type: error.code, message: error.message }, reply);
    written.headers['x-amzn-query-error'] = `${queryCode(error)};${faultOf(error)}`;
    return written;
  },
};

const notCbor = (): AwsError => new AwsError('SerializationException', 'Unable to parse the request body as CBOR.');

function decoded(body: Buffer): unknown {
  try {
    return decodeCbor(body);
  } catch {
    throw notCbor();
  }
}

function timed(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => timed(item, name));
  if (typeof value === 'number') return timestampMembers.has(name) ? new CborTime(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, timed(item, key)]));
}

const answer = (status: number, body: unknown, reply: Reply): Answer => ({
  status,
  headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': reply.requestId },
  body: encodeCbor(body),
});
