import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll } from 'vitest';
import { fixture } from '../../http/testing/certificates.ts';
import { type ParsedMail, parseMail } from './parse-mail.ts';

type ReceivedMail = ParsedMail & { from: string; to: string[]; user: string | null; isEncrypted: boolean };

const certificate = { cert: readFileSync(fixture('localhost.pem')), key: readFileSync(fixture('localhost.key')) };
export const login = { user: 'trailwatch', password: 'correct horse' };

const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

type Behaviour = {
  hides?: string[];
  isImplicit?: boolean;
  needsLogin?: boolean;
  /** What it says to a recipient that it does not want: code and text. */
  refuses?: Readonly<Record<string, [code: number, text: string]>>;
  /** Instead of taking a mail, and before it takes one. */
  onConnect?: () => [code: number, text: string] | null;
};

/** A mail server on 127.0.0.1 that keeps what it took; it is closed after the file's last test. */
export async function mailServer({
  hides = [],
  isImplicit = false,
  needsLogin = false,
  refuses = {},
  onConnect,
}: Behaviour = {}) {
  const received: ReceivedMail[] = [];
  const options: SMTPServerOptions = {
    ...certificate,
    secure: isImplicit,
    hideSize: true,
    disabledCommands: [...hides, ...(needsLogin ? [] : ['AUTH'])],
    disableReverseLookup: true,
    logger: false,
    onConnect: (_, done) => {
      const said = onConnect?.() ?? null;
      done(said && refusal(...said));
    },
    onAuth: ({ username, password }, _, done) => {
      if (username === login.user && password === login.password) done(null, { user: username });
      else done(refusal(535, `no: ${username} with ${password}`));
    },
    onRcptTo: ({ address }, _, done) => {
      const said = refuses[address];
      done(said ? refusal(...said) : null);
    },
    onData: async (stream, { envelope, user, secure }, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      const { mailFrom, rcptTo } = envelope;
      received.push({
        ...parseMail(Buffer.concat(chunks).toString('latin1')),
        ...{ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) },
        ...{ user: user ? String(user) : null, isEncrypted: secure },
      });
      done(null, 'queued as 4711');
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  afterAll(() => server.close());
  return { port: (listening.address() as AddressInfo).port, received };
}

/** A server on 127.0.0.1 that is no mail server, or a bad one. */
export async function badServer(behave: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
