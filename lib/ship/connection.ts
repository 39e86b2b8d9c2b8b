import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { connectionErrors } from '#lib/catalog/connection-errors.ts';
import type { SyslogReceiver } from '../config-log.ts';

/**
 * Milliseconds. `confirm`: how long a connection must stand after a write before what was written counts as sent. `again`: what was sent so
 * shortly before a connection broke is sent again on the next: it may have been lost in either machine's buffers.
 */
export type ShipTimes = { connect: number; flush: number; confirm: number; again: number };

export const shipTimes: ShipTimes = { connect: 10_000, flush: 20_000, confirm: 1000, again: 60_000 };

/** Why nothing can be sent, in a sentence for whoever runs the installation. */
export class ShipError extends Error {
  override readonly name = 'ShipError';
}

export type LogConnection = {
  /** Resolves once the bytes have left this machine's TLS and the connection stood for a while. @throws ShipError */
  send(bytes: Buffer): Promise<void>;
  isOpen(): boolean;
  close(): void;
};

const reasons: Readonly<Record<string, string>> = {
  ...connectionErrors,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody that is trusted: name log.syslog.ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody that is trusted: name log.syslog.ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody that is trusted: name log.syslog.ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by nobody that is trusted: name log.syslog.ca',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it asks for a certificate of ours: name log.syslog.certificate and key',
  ERR_SSL_SSL_TLS_ALERT_CERTIFICATE_UNKNOWN: 'it does not take our certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not take our certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS',
};

const failure = (error: unknown): ShipError => {
  if (error instanceof ShipError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new ShipError(reasons[code] ?? (code || message), { cause: error });
};

function read(path: string | undefined, name: string): string | undefined {
  try {
    return path === undefined ? undefined : readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ShipError(`${name} (${path}) cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

/** Files are read at each connection, so that renewed ones need no restart. Nothing is ever sent in the clear. */
function optionsOf({ host, port, ca, certificate, key }: SyslogReceiver): ConnectionOptions {
  const files = {
    ca: read(ca, 'log.syslog.ca'),
    cert: read(certificate, 'log.syslog.certificate'),
    key: read(key, 'log.syslog.key'),
  };
  const given = Object.fromEntries(Object.entries(files).filter(([, text]) => text !== undefined));
  return { host, port, ...given, ...(isIP(host) ? {} : { servername: host }), minVersion: 'TLSv1.2', rejectUnauthorized: true };
}

const late = async (ms: number, signal: AbortSignal, why: string): Promise<never> => {
  await sleep(ms, undefined, { signal, ref: false });
  throw new ShipError(why);
};

/** The first of what is done, what has failed, and too late. */
async function within<T>(work: Promise<T>, failed: Promise<never>, { ms, why }: { ms: number; why: string }): Promise<T> {
  const over = new AbortController();
  const tooLate = late(ms, over.signal, why);
  tooLate.catch(() => {});
  try {
    return await Promise.race([work, failed, tooLate]);
  } finally {
    over.abort();
  }
}

/** Opens a connection of RFC 5425. @throws ShipError */
export async function connectLog(receiver: SyslogReceiver, times: ShipTimes = shipTimes): Promise<LogConnection> {
  let socket: TLSSocket;
  try {
    socket = connect(optionsOf(receiver));
  } catch (error) {
    throw failure(error);
  }
  const failed = new Promise<never>((_, reject) => {
    socket.on('error', (error) => reject(failure(error)));
    socket.on('close', () => reject(new ShipError('it closed the connection')));
  });
  failed.catch(() => {});
  socket.setKeepAlive(true, 10_000);
  // A receiver has nothing to say; unread, its end would not be seen.
  socket.resume().on('end', () => socket.destroy());
  const write = (bytes: Buffer) =>
    new Promise<void>((resolve, reject) => socket.write(bytes, (error) => (error ? reject(failure(error)) : resolve())));
  try {
    const ready = new Promise<void>((resolve) => socket.once('secureConnect', resolve));
    await within(ready, failed, { ms: times.connect, why: 'no answer' });
  } catch (error) {
    socket.destroy();
    throw failure(error);
  }
  return {
    async send(bytes) {
      try {
        await within(write(bytes), failed, { ms: times.flush, why: `it took nothing for ${times.flush / 1000} s` });
        await Promise.race([failed, sleep(times.confirm)]);
      } catch (error) {
        socket.destroy();
        throw failure(error);
      }
    },
    isOpen: () => socket.writable,
    close: () => void socket.end(),
  };
}
