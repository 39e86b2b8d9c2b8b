import { Agent as HttpAgent, request as http, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as https } from 'node:https';
import { brokenOff, guardedLookup, noAnswer, refusePrivateAddress, SendError, type Sending } from './guard.ts';
import type { ChannelRequest } from './request.ts';

/** `retryAfter` and `location` are headers as they came. */
export type Answer = { status: number; text: string; retryAfter: string | null; location: string | null };

const mostBytes = 4096;

const failure = (error: unknown, timeoutMs: number): SendError => {
  if (error instanceof SendError) return error;
  const { name, code = '' } = error as NodeJS.ErrnoException;
  return name === 'AbortError' || name === 'TimeoutError' ? noAnswer(timeoutMs) : brokenOff(code, error);
};

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
}

/**
 * Posts a request on a connection of its own, and reads at most 4 KB of the answer; follows no redirect.
 * @throws SendError when no whole answer came in time, or its address is private and may not be
 */
export async function send({ url: text, headers, body }: ChannelRequest, sending: Sending): Promise<Answer> {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  refusePrivateAddress(host, sending);
  const [request, Agent] = url.protocol === 'https:' ? ([https, HttpsAgent] as const) : ([http, HttpAgent] as const);
  const { timeoutMs } = sending;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(url, {
        ...{ method: 'POST', agent: new Agent({ keepAlive: false }), lookup: guardedLookup(sending) },
        headers: { 'User-Agent': 'Trailwatch', ...headers, 'Content-Length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
      });
      asking.on('response', resolve).on('error', reject).end(body);
    });
    const { statusCode: status = 0, headers: said } = response;
    const answer = await bodyOf(response);
    return { status, text: answer, retryAfter: said['retry-after'] ?? null, location: said.location ?? null };
  } catch (error) {
    throw failure(error, timeoutMs);
  }
}
