import type { AwsError } from '../aws-error.ts';
import type { ServiceName } from '../services/names.ts';
import type { Answer, HttpRequest } from './http.ts';

/** What a protocol needs to write an answer. `service` is undefined for services the demo account does not have. */
export type Reply = { service: ServiceName | undefined; operation: string; requestId: string; request: HttpRequest };

/** One of AWS's wire protocols: how a request names its operation and input, and how answers and errors are written. */
export type Protocol = {
  /** The operation's name, '' when the request names none of this service. */
  operation(request: HttpRequest, service: ServiceName | undefined): string;
  /** @throws AwsError SerializationException */
  input(request: HttpRequest, service: ServiceName | undefined): Record<string, unknown>;
  success(output: Record<string, unknown>, reply: Reply): Answer;
  failure(error: AwsError, reply: Reply): Answer;
};
