import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { closedPolicy, securityHeaders } from './security-headers.ts';

/** An answer of our own, in place of any other: `reason` is one plain sentence. */
export type Refusal = { status: number; reason: string; allow?: string | undefined; isHead?: boolean; isStrict: boolean };

/**
 * Writes a refusal to the connection itself, and reads nothing more. The client has `lingerMs` to read it: were the connection closed at
 * once, what it still sends would reset it, and the sentence be lost.
 */
export function refuseOn(socket: Duplex, { status, reason, allow, isHead = false, isStrict }: Refusal, lingerMs: number): void {
  const body = `${reason}\n`;
  const headers = {
    ...securityHeaders('/', closedPolicy, isStrict),
    ...(allow ? { Allow: allow } : {}),
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (socket.writable) socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', isHead ? '' : body].join('\r\n'));
  const cut = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(cut));
}
