import { AwsError } from '../aws-error.ts';
import { addressOf } from '../services/names.ts';
import { faultOf, queryCode } from './error-codes.ts';
import type { Answer } from './http.ts';
import type { Protocol, Reply } from './protocol.ts';

/** awsJson 1.0 and 1.1: the same bodies; the answer repeats the content type of the request. */
export const json: Protocol = {
  operation(request, service) {
    const target = request.headers['x-amz-target'] ?? '';
    const dot = target.lastIndexOf('.');
    if (service && !addressOf(service).targets.includes(target.slice(0, dot))) return '';
    return target.slice(dot + 1);
  },

  input(request) {
    if (request.body.length === 0) return {};
    const input = parse(request.body.toString('utf8'));
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      throw new AwsError('SerializationException', 'Start of structure or map found where not expected.');
    return input as Record<string, unknown>;
  },

  success: (output, reply) => answer(200, output, reply),

  failure(error, reply) {
    const written = answer(error.status, { __type: error.code, message: error.message }, reply);
    // Clients of a service that once spoke Query ask for its error codes with this header.
    if (reply.request.headers['x-amzn-query-mode'] === 'true') {
      written.headers['x-amzn-query-error'] = `${queryCode(error)};${faultOf(error)}`;
    }
    return written;
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'Unable to parse the request body as JSON.');
  }
}

function answer(status: number, body: unknown, reply: Reply): Answer {
  const version = reply.request.headers['content-type']?.includes('json-1.0') ? '1.0' : '1.1';
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': reply.requestId },
    body: Buffer.from(JSON.stringify(body)),
  };
}
