import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import type { Mail } from './email.ts';
import { brokenOff, guardedLookup, noAnswer, refusePrivateAddress, SendError, type Sending } from './guard.ts';

/** `starttls`: nothing is sent unless the server turns to TLS; `none`: nothing is encrypted, and nobody signs in. */
export type MailServer = {
  host: string;
  port: number;
  tls: 'starttls' | 'implicit' | 'none';
  login: { user: string; password: string } | null;
};

/** What the server said, and of whom it refused; it is taken when it is for one of them at least. */
export type MailAnswer = { isTaken: boolean; text: string };

const tlsOptions = {
  starttls: { secure: false, requireTLS: true },
  implicit: { secure: true },
  none: { secure: false, ignoreTLS: true },
} as const satisfies Record<MailServer['tls'], object>;

/** A connection of our own, so that the address that is judged is the one that is spoken to. */
const open = ({ host, port }: MailServer, sending: Sending, signal: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    refusePrivateAddress(host, sending);
    const socket = connect({ host, port, signal, lookup: guardedLookup(sending) });
    socket.on('error', reject).once('connect', () => resolve(socket));
  });

/** As nodemailer leaves it: its own codes hide the system's. */
type SmtpError = Error & { code?: string; originalCode?: string; response?: string; command?: string };

function refused(error: unknown): MailAnswer {
  if (error instanceof SendError) throw error;
  const { code = '', originalCode, response, command } = error as SmtpError;
  if (command === 'STARTTLS' && response !== undefined) {
    throw new SendError(`it does not turn to TLS (${response}), without which nothing is sent`, { cause: error });
  }
  if (response !== undefined) return { isTaken: false, text: response };
  throw brokenOff(originalCode ?? (code === 'ECONNECTION' ? 'ECONNRESET' : code), error);
}

/**
 * Sends a mail on a connection of its own.
 * @throws SendError when the server did not say in time whether it takes it, does not encrypt, or its address is private and may not be
 */
export async function sendMail(mail: Mail, server: MailServer, sending: Sending): Promise<MailAnswer> {
  const { host, port, tls, login } = server;
  const signal = AbortSignal.timeout(sending.timeoutMs);
  const transport = createTransport({
    ...{ host, port, ...tlsOptions[tls] },
    // Whoever is to sign in does, even where the server does not ask for it: else it would be told without a word that it may not.
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password }, forceAuth: true }),
    getSocket: (_, done) => void open(server, sending, signal).then((connection) => done(null, { connection }), done),
  });
  const { from, to, inReplyTo, ...rest } = mail;
  try {
    const { response, rejectedErrors = [] } = await transport.sendMail({
      ...{ ...rest, from: { name: 'Trailwatch', address: from }, to: to.map((address) => ({ name: '', address })) },
      ...(inReplyTo === null ? {} : { inReplyTo, references: inReplyTo }),
      // RFC 3834: nobody's absence is answered to it.
      headers: { 'Auto-Submitted': 'auto-generated' },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
    const without = rejectedErrors.map((one) => `${one.recipient}: ${one.response}`);
    return { isTaken: true, text: [response, ...(without.length > 0 ? [`refused for ${without.join(', ')}`] : [])].join('; ') };
  } catch (error) {
    if (signal.aborted) throw noAnswer(sending.timeoutMs);
    return refused(error);
  }
}
