import type { HttpRequest } from './http.ts';
import { json } from './json.ts';
import type { Protocol } from './protocol.ts';
import { query } from './query.ts';
import { rest } from './rest.ts';
import { rpcV2Cbor } from './rpc-v2-cbor.ts';
import { s3 } from './s3.ts';

/** A service answers in the protocol it is asked in, errors before authentication included. */
export function protocolOf(request: HttpRequest): Protocol {
  if (request.headers.authorization?.includes('/s3/aws4_request')) return s3;
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return rpcV2Cbor;
  if (request.headers['x-amz-target'] || request.headers['content-type']?.startsWith('application/x-amz-json')) return json;
  if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return query;
  return request.path === '/' && /(^|&)Action=/.test(request.query) ? query : rest;
}
