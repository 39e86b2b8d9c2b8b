import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** One request as it came. */
export type Received = { key: string; headers: IncomingMessage['headers']; body: Record<string, unknown>; text: string };
type Answering = (received: Received, response: ServerResponse, nth: number) => void | Promise<void>;

/** A server on 127.0.0.1 that keeps what it is told, and answers as asked; `nth` counts requests from 0. Closed after the file's last test. */
export async function receiver(answer: Answering): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const one = { key: String(request.headers['idempotency-key']), headers: request.headers, body: JSON.parse(text), text };
    received.push(one);
    await answer(one, response, received.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook-s3cret`, received };
}
