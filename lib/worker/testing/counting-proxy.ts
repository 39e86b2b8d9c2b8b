import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call as the account saw it come in: "SageMaker.ListEndpoints", of whichever client. */
type SeenCall = { at: number; operation: string };

/** Stands before a demo account and notes what arrives and when; signatures hold, because the host's name is passed on as it came. */
export async function startCountingProxy(target: number) {
  const seen: SeenCall[] = [];
  const server = createServer((incoming, outgoing) => {
    const operation = String(incoming.headers['x-amz-target'] ?? 'query');
    seen.push({ at: performance.now(), operation });
    const passed = request(
      { host: '127.0.0.1', port: target, method: incoming.method, path: incoming.url, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: seen as readonly SeenCall[],
    close: () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections()),
  };
}
