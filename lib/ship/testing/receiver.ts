import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';

/** A message of RFC 5424 as its grammar has it, read by nothing of lib/ship. */
export type Parsed = {
  priority: number;
  at: string;
  host: string;
  app: string;
  processId: string;
  messageId: string;
  dataId: string;
  fields: Record<string, string>;
  text: string;
};

const headers = /^<(\d{1,3})>1 (\S+) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /;

/** @throws Error for what is no message of RFC 5424 with one element of structured data and a text in UTF-8 */
export function parseMessage(bytes: Buffer): Parsed {
  const all = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const head = headers.exec(all);
  if (!head) throw new Error(`no header: ${all.slice(0, 100)}`);
  let at = head[0].length;
  const expect = (what: string): void => {
    if (all.slice(at, at + what.length) !== what) throw new Error(`expected ${what} at ${at}: ${all.slice(at, at + 40)}`);
    at += what.length;
  };
  const name = (): string => {
    const found = /^[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}/.exec(all.slice(at))?.[0] ?? '';
    if (!found) throw new Error(`no name at ${at}`);
    at += found.length;
    return found;
  };
  const value = (): string => {
    let said = '';
    for (;;) {
      const char = all[at++];
      if (char === undefined) throw new Error('no end of a value');
      if (char === '"') return said;
      if (char === ']') throw new Error('a bare ] in a value');
      if (char === '\\' && '"\\]'.includes(all[at] ?? ' ')) said += all[at++];
      else said += char;
    }
  };
  const fields: Record<string, string> = {};
  expect('[');
  const dataId = name();
  while (all[at] === ' ') {
    at += 1;
    const key = name();
    expect('="');
    if (key in fields) throw new Error(`${key} twice`);
    fields[key] = value();
  }
  expect('] \uFEFF');
  const [, priority, time = '', host = '', app = '', processId = '', messageId = ''] = head;
  return { priority: Number(priority), at: time, host, app, processId, messageId, dataId, fields, text: all.slice(at) };
}

/** Cuts octet-counted frames (RFC 5425) out of a stream; what is not whole waits. */
export function frameReader(onMessage: (bytes: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const space = rest.indexOf(0x20);
      if (space < 0) return;
      const digits = rest.subarray(0, space).toString('latin1');
      if (!/^[1-9]\d{0,9}$/.test(digits)) throw new Error(`no length: ${digits.slice(0, 20)}`);
      const end = space + 1 + Number(digits);
      if (rest.length < end) return;
      onMessage(rest.subarray(space + 1, end));
      rest = rest.subarray(end);
    }
  };
}

export type Receiver = { port: number; messages: Parsed[]; problems: string[]; sockets: Set<TLSSocket>; close(): Promise<void> };

/** A log server on loopback that keeps what it takes; `onSocket` may mistreat a connection. */
export async function startReceiver(
  options: TlsOptions,
  { port = 0, onSocket }: { port?: number; onSocket?: (socket: TLSSocket) => void } = {},
): Promise<Receiver> {
  const receiver: Omit<Receiver, 'port' | 'close'> = { messages: [], problems: [], sockets: new Set() };
  const server: Server = createServer(options, (socket) => {
    receiver.sockets.add(socket);
    socket.on('error', () => {}).on('close', () => receiver.sockets.delete(socket));
    const read = frameReader((bytes) => receiver.messages.push(parseMessage(bytes)));
    socket.on('data', (chunk: Buffer) => {
      try {
        read(chunk);
      } catch (error) {
        receiver.problems.push(String(error));
      }
    });
    onSocket?.(socket);
  });
  server.on('tlsClientError', (error) => receiver.problems.push(String(error)));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    ...receiver,
    port: typeof address === 'object' && address ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of receiver.sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
