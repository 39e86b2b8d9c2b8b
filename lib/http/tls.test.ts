import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, BlockList } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { TrailwatchError } from '../errors.ts';
import { followCertificate } from './follow-certificate.ts';
import { fixture, pairOf, writePair } from './testing/certificates.ts';
import { exchange } from './testing/raw.ts';
import { readTls } from './tls.ts';
import { makeWebServer } from './web-server.ts';

const now = Date.parse('2030-01-01T00:00:00Z');
const localhost = { certificate: fixture('localhost.pem'), key: fixture('localhost.key') };

const cutOff = `${readFileSync(localhost.certificate, 'utf8')}-----BEGIN CERTIFICATE-----\nMIIB\n`;
const named = (name: string) => ({ certificate: fixture(`${name}.pem`), key: fixture(`${name}.key`) });
const written = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'certificates-')), 'file.pem');
  writeFileSync(file, text);
  return file;
};

const loop = join(mkdtempSync(join(tmpdir(), 'certificates-')), 'loop');
symlinkSync(loop, loop);

const problem = (paths: object, at: object = {}): string => {
  try {
    readTls({ ...localhost, ...paths }, { now, origin: null, ...at });
    return '';
  } catch (error) {
    return error instanceof TrailwatchError ? `${error.message} · ${error.mend}` : String(error);
  }
};

describe('certificate and key', () => {
  test.each([
    ['of localhost', {}],
    ['of RSA with 3072 bits', named('rsa3072')],
    ['of the public origin', { origin: 'https://console.trailwatch.example' }],
    ['of an address', { origin: 'https://127.0.0.1:3000' }],
  ])('%s are read', (_, { origin, ...paths }: { origin?: string; certificate?: string; key?: string }) =>
    expect(problem(paths, { origin: origin ?? null })).toBe(''),
  );

  test.each([
    ['no certificate', { certificate: '/nowhere/a.pem' }, {}, /^\/nowhere\/a\.pem: is not there · mend server\.tls\.certificate/],
    ['no key', { key: '/nowhere/a.key' }, {}, /^\/nowhere\/a\.key: is not there · mend server\.tls\.key/],
    ['a directory', { key: tmpdir() }, {}, /is a directory/],
    ['a link to itself', { key: loop }, {}, /cannot be read \(ELOOP\) · .*let this user read the file/],
    ['nonsense', { certificate: written('nonsense') }, {}, /holds no certificate in PEM · name the file that begins with/],
    ['nothing', { certificate: written('') }, {}, /holds no certificate in PEM/],
    ['the key where the certificate belongs', { certificate: localhost.key }, {}, /holds no certificate in PEM/],
    ['the certificate where the key belongs', { key: localhost.certificate }, {}, /holds no private key in PEM/],
    ['the key of another', { key: fixture('renewed.key') }, {}, /renewed\.key: the key is not that of the certificate/],
    [
      'an encrypted key',
      { key: fixture('encrypted.key') },
      {},
      /encrypted\.key: the key is encrypted · decrypt it with openssl pkey/,
    ],
    ['an old one', {}, { now: Date.parse('2200-01-01') }, /the certificate expired at 21\d\d-.*Z · renew it/],
    ['one of tomorrow', {}, { now: Date.parse('2020-01-01') }, /the certificate begins at 2026-/],
    [
      'that of another name',
      {},
      { origin: 'https://t.example' },
      /is not for t\.example \(it is for DNS:localhost.* · name that of server\.url/,
    ],
    ['that of another address', {}, { origin: 'https://10.0.0.1' }, /is not for 10\.0\.0\.1/],
    ['RSA of 2048 bits', named('rsa2048'), {}, /the key is too weak: RSA of 2048 bits, and 3072 are the least · have one made/],
    ['EC of 224 bits', named('p224'), {}, /the key is of the curve secp224r1: expected P-256, P-384 or P-521 · have one made/],
    ['a signature by MD5', named('md5'), {}, /the certificate is signed with md5With.* · have it made anew/],
    ['a chain that is cut off', { certificate: written(cutOff) }, {}, /cannot serve \(.*\) · expected the certificate, and its/],
  ])('%s: refused', (_, paths, at, expected) => expect(problem(paths, at)).toMatch(expected));
});

describe('a server with a certificate', () => {
  const origin = 'https://console.trailwatch.example';
  const plan = { site: { origin, proxies: new BlockList() }, tls: readTls(localhost, { now: Date.now(), origin: null }) };
  const server = makeWebServer({ ...plan, handle: async (_, response) => void response.end('served') });
  const listening = new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const shaken = async (options: object = {}): Promise<TLSSocket> => {
    const socket = connect({ port: await listening, host: '127.0.0.1', rejectUnauthorized: false, ...options });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    return socket;
  };
  const ask = async (url: string, host: string): Promise<Record<string, unknown>> => {
    const port = await listening;
    return new Promise((resolve, reject) => {
      const asked = request({ port, host: '127.0.0.1', path: url, headers: { host }, rejectUnauthorized: false }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] });
      });
      asked.on('error', reject).end();
    });
  };
  const hsts = 'max-age=63072000; includeSubDomains';

  test.each([
    ['/all', 'console.trailwatch.example', 200],
    ['/_next/static/a.js', 'console.trailwatch.example', 200],
    ['/all', 'evil.example', 421],
    ['/all', 'localhost', 307],
    [`/${'u'.repeat(9000)}`, 'console.trailwatch.example', 414],
    [`/${'u'.repeat(20_000)}`, 'console.trailwatch.example', 431],
  ])('%.20s of %s is answered with Strict-Transport-Security', async (url, host, status) => {
    expect(await ask(url, host)).toEqual({ status, hsts });
  });

  test('TLS 1.1 is refused, 1.2 and 1.3 are spoken', async () => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    await expect(shaken(old)).rejects.toThrow(/protocol version/);
    for (const version of ['TLSv1.2', 'TLSv1.3'])
      expect((await shaken({ minVersion: version, maxVersion: version })).getProtocol()).toBe(version);
  });

  test.each(['ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384', 'AES128-GCM-SHA256'])(
    '%s is not spoken, also with a renewed certificate',
    async (ciphers) => {
      const old = { maxVersion: 'TLSv1.2', ciphers: `${ciphers}:@SECLEVEL=0` };
      await expect(shaken(old)).rejects.toThrow(/handshake failure/);
      if ('setSecureContext' in server) server.setSecureContext(readTls(localhost, { now: Date.now(), origin: null }));
      await expect(shaken(old)).rejects.toThrow(/handshake failure/);
      expect((await shaken({ maxVersion: 'TLSv1.2' })).getCipher().name).toBe('ECDHE-ECDSA-AES256-GCM-SHA384');
    },
  );

  test('plain HTTP on its port is cut without an answer', async () => {
    expect(await exchange(await listening, 'GET / HTTP/1.1\r\nHost: console.trailwatch.example\r\n\r\n')).not.toContain(
      'HTTP/1.1',
    );
  });

  test('a renewed certificate serves new connections, the old ones stay, and a broken one changes nothing', async () => {
    const paths = pairOf('localhost');
    const serve = vi.fn((files: object) => 'setSecureContext' in server && server.setSecureContext(files));
    const stop = followCertificate({ paths, origin: null, serve, everyMs: 20 });
    const fingerprint = async () => (await shaken()).getPeerCertificate().fingerprint256;
    const before = await shaken();
    const first = await fingerprint();
    writePair(paths, 'renewed');
    await vi.waitFor(async () => expect(await fingerprint()).not.toBe(first), 5000);
    const second = await fingerprint();
    const calls = serve.mock.calls.length;
    writeFileSync(paths.certificate, 'broken');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(serve.mock.calls.length).toBe(calls);
    expect(await fingerprint()).toBe(second);
    const answered = new Promise((resolve) => before.once('data', (bytes) => resolve(String(bytes).slice(0, 15))));
    before.write('GET / HTTP/1.1\r\nHost: console.trailwatch.example\r\n\r\n');
    expect(await answered).toBe('HTTP/1.1 200 OK');
    stop();
  });
});
