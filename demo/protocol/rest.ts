import { addressOf } from '../services/names.ts';
import { json } from './json.ts';
import type { Protocol } from './protocol.ts';

/** Services addressed by path (restJson): bodies are JSON; what the demo account does not have is refused in their own form. */
export const rest: Protocol = {
  operation: ({ path }, service) => (service && addressOf(service).paths?.[path]) || '',
  input: json.input,
  success: (output, reply) => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': reply.requestId },
    body: Buffer.from(JSON.stringify(output)),
  }),
  failure: (error, reply) => ({
    status: error.status >= 500 ? error.status : (statuses[error.code] ?? 403),
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': reply.requestId, 'x-amzn-errortype': error.code },
    body: Buffer.from(JSON.stringify({ message: error.message })),
  }),
};

const statuses: Readonly<Record<string, number>> = {
  ThrottlingException: 429,
  TooManyRequestsException: 429,
  UnknownOperationException: 404,
  ValidationException: 400,
};
