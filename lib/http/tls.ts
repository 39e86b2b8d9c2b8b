import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { ServerConfig } from '../config-server.ts';
import { TrailwatchError } from '../errors.ts';

type Paths = NonNullable<ServerConfig['tls']>;
/** Forward secret and authenticated, all of them; the server's order counts. Node's own list would let CBC and plain RSA in. */
const ciphers = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDSA', 'RSA'].flatMap((kind) =>
    ['AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-GCM-SHA256'].map((name) => `ECDHE-${kind}-${name}`),
  ),
].join(':');

/** PEM and what is spoken with it, as node:tls takes them: a renewed pair must bring the latter again. */
export type TlsFiles = { cert: string; key: string; ciphers: string; minVersion: 'TLSv1.2' };

const bad = (path: string, problem: string, mend: string): TrailwatchError =>
  new TrailwatchError('invalid', `${path}: ${problem}`, { mend });

const why: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read',
  EISDIR: 'is a directory',
};

function textOf(path: string, place: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw bad(path, why[code] ?? `cannot be read (${code})`, `mend ${place} in trailwatch.yaml, or let this user read the file`);
  }
}

function certificateIn(path: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw bad(
      path,
      'holds no certificate in PEM',
      'name the file that begins with -----BEGIN CERTIFICATE-----, its chain behind it',
    );
  }
}

function checkKey(path: string, text: string, certificate: X509Certificate): void {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) {
    throw bad(path, 'the key is encrypted', `decrypt it with openssl pkey -in ${path} -out …, readable by this user alone`);
  }
  let isIts: boolean;
  try {
    isIts = certificate.checkPrivateKey(createPrivateKey(text));
  } catch {
    throw bad(path, 'holds no private key in PEM', 'name the file that begins with -----BEGIN PRIVATE KEY-----');
  }
  if (!isIts) throw bad(path, 'the key is not that of the certificate', 'name the two files that were made together');
}

function checkTime(path: string, { validFromDate, validToDate }: X509Certificate, now: number): void {
  if (now > validToDate.getTime()) throw bad(path, `the certificate expired at ${validToDate.toISOString()}`, 'renew it');
  if (now < validFromDate.getTime()) {
    throw bad(path, `the certificate begins at ${validFromDate.toISOString()}`, 'wait until then, or set this machine’s clock');
  }
}

function checkName(path: string, certificate: X509Certificate, origin: string | null): void {
  const name = origin ? new URL(origin).hostname.replace(/^\[|\]$/g, '') : 'localhost';
  if (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) return;
  throw bad(
    path,
    `the certificate is not for ${name} (it is for ${certificate.subjectAltName ?? 'no name'})`,
    'name that of server.url',
  );
}

const leastRsaBits = 3072;
const curves: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];

/** 128 bits of security: RSA from 3072 bits, EC from P-256 (NIST SP 800-57 part 1, table 2). */
function checkStrength(path: string, { publicKey, signatureAlgorithm }: X509Certificate): void {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  const mend = 'have one made for a key of P-256: openssl ecparam -name prime256v1 -genkey -noout -out server.key';
  if (modulusLength !== undefined && modulusLength < leastRsaBits) {
    throw bad(path, `the key is too weak: RSA of ${modulusLength} bits, and ${leastRsaBits} are the least`, mend);
  }
  if (namedCurve !== undefined && !curves.includes(namedCurve)) {
    throw bad(path, `the key is of the curve ${namedCurve}: expected P-256, P-384 or P-521`, mend);
  }
  if (/md5|sha1/i.test(signatureAlgorithm ?? '')) {
    throw bad(path, `the certificate is signed with ${signatureAlgorithm}`, 'have it made anew, signed with SHA-256');
  }
}

/**
 * Reads and checks the certificate (its chain behind it) and its key.
 * @param at the time in milliseconds, and the origin it must be for (null: localhost)
 * @throws TrailwatchError `invalid` with the file, what is wrong with it, and the mend
 */
export function readTls(paths: Paths, at: { now: number; origin: string | null }): TlsFiles {
  const cert = textOf(paths.certificate, 'server.tls.certificate');
  const certificate = certificateIn(paths.certificate, cert);
  const key = textOf(paths.key, 'server.tls.key');
  checkKey(paths.key, key, certificate);
  checkStrength(paths.certificate, certificate);
  checkTime(paths.certificate, certificate, at.now);
  checkName(paths.certificate, certificate, at.origin);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw bad(
      paths.certificate,
      `cannot serve (${(error as Error).message})`,
      'expected the certificate, and its whole chain behind it',
    );
  }
  return { cert, key, ciphers, minVersion: 'TLSv1.2' };
}
