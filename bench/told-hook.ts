import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Hook = { url: string; received: { key: string; at: number; names: string[] }[]; close(): void };

/** A webhook on 127.0.0.1 that answers after a while of at most `slowestMs`, and keeps when it was told what. */
export async function openHook(slowestMs = 0): Promise<Hook> {
  const received: Hook['received'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    } catch {
      // Whoever sent it was killed.
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { alerts: { name: string }[] };
    received.push({
      key: String(request.headers['idempotency-key']),
      at: Date.now(),
      names: body.alerts.map(({ name }) => name),
    });
    await sleep(Math.random() * slowestMs);
    response.end('thanks');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
