import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as received whole. `path` and `query` are raw, still percent-encoded; header names are lower case. */
export type HttpRequest = {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
};

export type Answer = { status: number; headers: Record<string, string>; body: Buffer };

/** More than any call of these services may carry. */
const maxBodyBytes = 2 * 1024 * 1024;

export class BodyTooLarge extends Error {}

/** @throws BodyTooLarge */
export async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  const [path = '/', query = ''] = splitOnce(message.url ?? '/', '?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(',') : (value ?? '');
  return { method: message.method ?? 'GET', path, query, headers, body: Buffer.concat(chunks) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { 'content-length': String(answer.body.length), ...answer.headers });
  response.end(answer.body);
}

export const newRequestId = (): string => randomUUID();
