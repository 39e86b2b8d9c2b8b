// Longer than 300 lines because it is a list: each test is one way in which sending may go wrong.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SyslogReceiver } from '#lib/config-log.ts';
import { fixture } from '#lib/http/testing/certificates.ts';
import { logFor } from '#lib/log.ts';
import { passSecurityWarnings, warnSecurity } from '#lib/security-log.ts';
import { type Parsed, type Receiver, startReceiver } from '#lib/ship/testing/receiver.ts';
import { journal } from '#lib/store/journal.ts';
import { saveSecurityWarning } from '#lib/store/security-warnings.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { createShipper } from './ship.ts';

const db = await testDatabase('worker');
const owner = (await import('#lib/db.ts')).database(db.url);
const pem = (name: string) => readFileSync(fixture(name), 'utf8');
const localhost: TlsOptions = { cert: pem('localhost.pem'), key: pem('localhost.key') };
const times = { connect: 2000, flush: 600, confirm: 60, again: 0 };
const waits = { firstMs: 100, longestMs: 400 };
const log = logFor('test');
const to = (port: number, more: Partial<SyslogReceiver> = {}): SyslogReceiver => ({
  host: 'localhost',
  port,
  ca: fixture('localhost.pem'),
  ...more,
});
const stopping = new AbortController();
const shipTo = (receiver: SyslogReceiver, again = 0) =>
  createShipper({ db, log, signal: stopping.signal, receiver, times: { ...times, again }, waits });

const opened: Receiver[] = [];
const start = async (...options: Parameters<typeof startReceiver>): Promise<Receiver> => {
  const receiver = await startReceiver(...options);
  opened.push(receiver);
  return receiver;
};
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
beforeEach(async () => {
  await owner.pool.query(
    'alter table journal disable trigger user; delete from journal; alter table journal enable trigger user',
  );
  await owner.pool.query('delete from shipment; delete from security_warning');
});

let written = 0;
const write = async (count: number, actorName = 'Ada'): Promise<void> => {
  for (let i = 0; i < count; i++) {
    const at = Date.parse('2026-11-19T07:42:00Z') + written++;
    await journal(owner, { at, actor: { kind: 'person', id: 'p1', name: actorName }, action: 'session.sign-in' });
  }
};
const seqs = (messages: readonly Parsed[]): number[] =>
  messages.filter(({ processId }) => processId === 'journal').flatMap(({ fields }) => (fields.seq ? [Number(fields.seq)] : []));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
type State = { seq: number; problem: string | null; since: Date | null };
const state = async (): Promise<State | undefined> =>
  (await db.pool.query<State>('select seq::float8 as seq, problem, problem_since as since from shipment')).rows[0];
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('too late');
    await sleep(30);
  }
};

test('every row arrives in its order, once, with what proves its place; later ones follow on the same connection', async () => {
  const receiver = await start(localhost);
  const shipper = shipTo(to(receiver.port));
  await write(1203);
  await shipper.round();
  await until(() => receiver.messages.length === 1203);
  await write(2, 'Eve "]\r\n<13>1 - \u001b[2J');
  await shipper.round();
  await shipper.round();
  await until(() => receiver.messages.length >= 1205);
  shipper.close();
  expect(seqs(receiver.messages)).toEqual(upTo(1205));
  expect(receiver.problems).toEqual([]);
  const { rows } = await db.pool.query<{ hash: string }>('select hash from journal order by seq');
  expect(receiver.messages.map(({ fields }) => fields.hash)).toEqual(rows.map(({ hash }) => hash));
  expect(receiver.messages.at(-1)?.fields.actorName).toBe('Eve "]\\r\\n<13>1 - \\u001b[2J');
  expect(await state()).toMatchObject({ seq: 1205, problem: null });
});

test('while the receiver is away nothing is lost, the state says why, and the tries grow rarer', async () => {
  const first = await start(localhost);
  const shipper = shipTo(to(first.port));
  await write(3);
  await shipper.round();
  await until(() => first.messages.length === 3);
  await first.close();
  await write(2);
  await until(async () => {
    await shipper.round();
    return (await state())?.problem?.includes('nobody listens there') ?? false;
  });
  const { since } = (await state()) ?? {};
  await shipper.round();
  expect(await state()).toMatchObject({ seq: 3, since });
  const second = await start(localhost, { port: first.port });
  await until(async () => {
    await shipper.round();
    return second.messages.length === 2;
  });
  shipper.close();
  expect(seqs(second.messages)).toEqual([4, 5]);
  expect(await state()).toEqual({ seq: 5, problem: null, since: null });
});

test('rows on a connection that is cut right after they were taken are sent again', async () => {
  let cuts = 2;
  const receiver = await start(localhost, {
    onSocket: (socket: TLSSocket) => void (cuts-- > 0 && socket.once('data', () => socket.destroy())),
  });
  const shipper = shipTo(to(receiver.port));
  await write(400);
  await shipper.round();
  expect((await state())?.seq ?? 0).toBe(0);
  await until(async () => {
    await shipper.round();
    return (await state())?.seq === 400;
  });
  shipper.close();
  expect([...new Set(seqs(receiver.messages))].toSorted((a, b) => a - b)).toEqual(upTo(400));
});

test('a receiver that reads nothing holds nothing up for ever, and what only its buffers took is sent again', async () => {
  let isStuck = true;
  const receiver = await start(localhost, { onSocket: (socket) => void (isStuck && socket.pause()) });
  const shipper = shipTo(to(receiver.port), 60_000);
  const large = { text: 'x'.repeat(4000), more: 'y'.repeat(4000) };
  const entry = {
    actor: { kind: 'system', id: null, name: 'x' },
    action: 'session.sign-in',
    after: large,
    reason: 'z'.repeat(4000),
  } as const;
  for (let i = 0; i < 1400; i++) await journal(owner, { at: written++, ...entry });
  await shipper.round();
  expect(await state()).toMatchObject({ seq: 0, problem: expect.stringContaining('it took nothing for 0.6 s') });
  isStuck = false;
  await until(async () => {
    await shipper.round();
    return new Set(seqs(receiver.messages)).size === 1400;
  });
  shipper.close();
  expect(await state()).toMatchObject({ seq: 1400, problem: null });
});

test('rows that a receiver took shortly before it went are sent again to the next', async () => {
  const first = await start(localhost);
  const shipper = shipTo(to(first.port), 60_000);
  await write(2);
  await shipper.round();
  await write(1);
  await shipper.round();
  await until(() => first.messages.length === 3);
  await first.close();
  const second = await start(localhost, { port: first.port });
  await write(1);
  await until(async () => {
    await shipper.round();
    return second.messages.length === 4;
  });
  shipper.close();
  expect(seqs(second.messages)).toEqual([1, 2, 3, 4]);
});

test.each<[string, () => TlsOptions, Partial<SyslogReceiver>, RegExp]>([
  ['for another name', () => localhost, { host: '127.0.0.2' }, /its certificate is for another name/],
  ['of nobody we trust', () => localhost, { ca: fixture('renewed.pem') }, /signed by nobody that is trusted/],
  [
    'and asks for ours, which is not there',
    () => ({ ...localhost, requestCert: true, ca: pem('renewed.pem') }),
    {},
    /asks for a certificate of ours|closed|cut/,
  ],
])('a server with a certificate %s gets no row', async (_, options, more, why) => {
  const receiver = await start(options());
  const plainHost = more.host === '127.0.0.2' ? await forwardFrom('127.0.0.2', receiver.port) : receiver.port;
  const shipper = shipTo(to(plainHost, more));
  await write(1);
  await shipper.round();
  expect(await state()).toMatchObject({ seq: 0, problem: expect.stringMatching(why) });
  expect(receiver.messages).toEqual([]);
});

/** The same receiver under an address that its certificate does not name. */
async function forwardFrom(address: string, port: number): Promise<number> {
  const { connect } = await import('node:net');
  const server = createPlainServer((socket) => {
    const other = connect({ port, host: '127.0.0.1' });
    socket
      .on('error', () => {})
      .pipe(other.on('error', () => {}))
      .pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  server.unref();
  const bound = server.address();
  return typeof bound === 'object' && bound ? bound.port : 0;
}

test('with the certificate that the server asks for, rows arrive', async () => {
  const receiver = await start({ ...localhost, requestCert: true, rejectUnauthorized: true, ca: pem('renewed.pem') });
  const shipper = shipTo(to(receiver.port, { certificate: fixture('renewed.pem'), key: fixture('renewed.key') }));
  await write(1);
  await shipper.round();
  await until(() => receiver.messages.length === 1);
  shipper.close();
});

test('a server that speaks no TLS hears no word of a row, and a file that is missing is named', async () => {
  let heard = '';
  const plain = createPlainServer((socket) => {
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        heard += chunk.toString('latin1');
        socket.write('hello\n');
      });
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const address = plain.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await write(1, 'Secret Name');
  await shipTo(to(port)).round();
  expect(await state()).toMatchObject({ seq: 0, problem: expect.stringContaining('it does not speak TLS') });
  expect(heard).not.toContain('Secret');
  plain.close();
  await shipTo(to(port, { ca: '/no/such.pem' })).round();
  expect((await state())?.problem).toContain('log.syslog.ca (/no/such.pem) cannot be read: ENOENT');
});

test('warnings of the processes are sent after the rows and forgotten then; a refused request is one', async () => {
  passSecurityWarnings((warning) => saveSecurityWarning(db, warning));
  const receiver = await start(localhost);
  const shipper = shipTo(to(receiver.port));
  await write(1);
  warnSecurity('http', { status: 400, reason: 'two lengths"]\n\0', client: '192.0.2.1' }, 'a request was refused');
  await until(async () => ((await db.pool.query('select from security_warning')).rowCount ?? 0) === 1);
  await shipper.round();
  await until(() => receiver.messages.length === 2);
  shipper.close();
  expect(receiver.messages[1]).toMatchObject({
    priority: 84,
    processId: 'http',
    text: 'a request was refused',
    fields: { status: '400', reason: 'two lengths"]\\n\uFFFD', client: '192.0.2.1' },
  });
  expect((await db.pool.query('select from security_warning')).rowCount).toBe(0);
});

test('a journal that was cut off or rewritten after it was sent is told to the log server', async () => {
  passSecurityWarnings((warning) => saveSecurityWarning(db, warning));
  const receiver = await start(localhost);
  const shipper = shipTo(to(receiver.port));
  await write(3);
  await shipper.round();
  await owner.pool.query(
    'alter table journal disable trigger user; delete from journal where seq >= 2; alter table journal enable trigger user',
  );
  await shipper.round();
  await write(3);
  await shipper.round();
  const warned = () => receiver.messages.filter(({ messageId }) => messageId === 'warning').map(({ text }) => text);
  await until(async () => {
    await shipper.round();
    return warned().length === 2;
  });
  shipper.close();
  expect(warned()).toEqual([
    'the journal ends before rows that were sent',
    'a row of the journal does not follow the last that was sent',
  ]);
});

test('two workers send no row twice, and a sender that is killed again and again loses none', { timeout: 60_000 }, async () => {
  const receiver = await start(localhost);
  const script = `
    import { createShipper } from '#lib/worker/ship.ts';
    import { database } from '#lib/db.ts';
    import { logFor } from '#lib/log.ts';
    const shipper = createShipper({ db: database(), log: logFor('x'), signal: new AbortController().signal,
      receiver: ${JSON.stringify(to(receiver.port))}, times: ${JSON.stringify(times)}, waits: ${JSON.stringify(waits)} });
    for (;;) { await shipper.round(); await new Promise((r) => setTimeout(r, 20)); }`;
  const run = () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, DATABASE_URL: db.workerUrl, LOG_LEVEL: 'silent' },
      stdio: 'ignore',
    });
  let isWriting = true;
  const writing = (async () => {
    while (isWriting) await write(20);
  })();
  for (const ms of [1500, 900, 1200, 1000]) {
    const child = run();
    await sleep(ms);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  isWriting = false;
  await writing;
  const last = [run(), run()];
  const count = (await db.pool.query('select from journal')).rowCount ?? 0;
  await until(async () => (await state())?.seq === count);
  for (const child of last) child.kill('SIGKILL');
  const got = seqs(receiver.messages);
  // One may have been killed while it shook hands.
  expect(receiver.problems.filter((problem) => !/socket hang up|ECONNRESET/.test(problem))).toEqual([]);
  expect([...new Set(got)].toSorted((a, b) => a - b)).toEqual(upTo(count));
  // In order but for what a killed one had sent without having noted it.
  const backwards = got.filter((seq, index) => index > 0 && seq <= (got[index - 1] ?? 0)).length;
  expect(backwards).toBeLessThanOrEqual(4);
});

test('the worker process itself sends, as trailwatch.yaml says', { timeout: 60_000 }, async () => {
  const receiver = await start(localhost);
  const home = mkdtempSync(join(tmpdir(), 'shipping worker '));
  const config = join(home, 'trailwatch.yaml');
  writeFileSync(
    config,
    `log: { syslog: { host: localhost, port: ${receiver.port}, ca: ${JSON.stringify(fixture('localhost.pem'))} } }\n`,
  );
  await write(3);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, DATABASE_URL: db.workerUrl, TRAILWATCH_CONFIG: config, TRAILWATCH_HOME: home, LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  try {
    await vi.waitFor(() => expect(seqs(receiver.messages).slice(0, 3)).toEqual([1, 2, 3]), { timeout: 50_000, interval: 200 });
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
});
