import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { fixture } from '../http/testing/certificates.ts';
import { deliver } from './deliver.ts';
import type { Sending } from './guard.ts';
import { badServer, login, mailServer } from './testing/mail-server.ts';
import { forty, hostileMessage, message, ofBudget, told } from './testing/told.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const trusted = getCACertificates('default');
const trustLocalhost = () => setDefaultCACertificates([...trusted, readFileSync(fixture('localhost.pem'), 'utf8')]);

type Keys = Record<string, unknown>;
function channelOf(port: number, more: Keys = {}) {
  const one = {
    id: 'mail',
    kind: 'email',
    host: 'localhost',
    port,
    from: 'trailwatch@example.com',
    to: ['mia@example.com'],
    ...more,
  };
  const [channel] = parseConfig(JSON.stringify({ alerts: { url: 'https://trailwatch.example', channels: [one] } }), 'f').alerts
    .channels;
  if (!channel) throw new Error('no channel');
  return channel;
}
const usual: Sending = { allowPrivate: true, timeoutMs: 10_000 };
type Case = { keys?: Keys; of?: ReturnType<typeof message>; sending?: Partial<Sending> };
const tell = (port: number, { keys = { tls: 'none' }, of = message(), sending = {} }: Case = {}) =>
  deliver(channelOf(port, keys), of, { ...usual, ...sending, now });

beforeEach(trustLocalhost);

describe('what is written', () => {
  test('says what, where, whose, since when, and leads to both pages, in both kinds of text', async () => {
    const { port, received } = await mailServer();
    const outcome = await tell(port, { keys: { tls: 'none', to: ['mia@example.com', 'jo@example.com'] } });
    expect(outcome).toEqual({ isSent: true, answer: '250 queued as 4711', waitMs: null });
    const [mail] = received;
    expect([mail?.from, mail?.to]).toEqual(['trailwatch@example.com', ['mia@example.com', 'jo@example.com']]);
    expect(mail?.headers).toMatchObject({
      subject: '[page] Alert: Fails calls · ml-prod eu-west-1 · search-ranker-v7',
      from: 'Trailwatch <trailwatch@example.com>',
      to: 'mia@example.com, jo@example.com',
      date: 'Thu, 19 Nov 2026 07:42:10 +0000',
      'message-id': '<tw-111122223333-41-0-oncall-x@example.com>',
      'auto-submitted': 'auto-generated',
    });
    expect(mail?.headers).not.toHaveProperty('in-reply-to');
    expect(Object.keys(mail?.parts ?? {})).toEqual(['text/plain', 'text/html']);
    for (const part of Object.values(mail?.parts ?? {})) {
      for (const words of [
        ...['111122223333', 'ml-prod', 'eu-west-1', 'search', 'Fails calls', 'endpoint_errors', 'page'],
        ...['arn:aws:sagemaker:eu-west-1:111122223333:endpoint/search-ranker-v7', 'answers 4.1 % of calls with 5xx, limit 1 %'],
        ...['https://trailwatch.example/all/alerts/41', 'since 19 Nov 2026 07:18:00 UTC'],
        ...['https://trailwatch.example/all/endpoints/111122223333/eu-west-1/search-ranker-v7'],
      ]) {
        expect(part).toContain(words);
      }
    }
  });

  test('forty are one, of which three are in the subject and ten in the text', async () => {
    const { port, received } = await mailServer();
    await tell(port, { of: message(forty) });
    expect(received[0]?.headers.subject).toBe(
      '[page] Alert: Fails calls · ml-prod eu-west-1 · ranker-0, ranker-1, ranker-2 and 37 more',
    );
    expect(received[0]?.parts['text/plain']).toContain('and 30 more: https://trailwatch.example/all/alerts?rule=endpoint_errors');
    expect(received[0]?.parts['text/html']?.match(/endpoint\/ranker-\d/g)).toHaveLength(10);
  });

  test('says nothing of what there is not: an account, a Region, an ARN', async () => {
    const { port, received } = await mailServer();
    await tell(port, { of: message(ofBudget) });
    const { headers, parts } = received[0] ?? {};
    expect(headers?.subject).toBe('[ticket] Alert: Collection is over budget · monthly budget');
    expect(parts?.['text/plain']).toContain(
      'UTC\nAlert: https://trailwatch.example/all/alerts/41\nPage: https://trailwatch.example/all/runs/spend',
    );
    expect(`${parts?.['text/plain']}${parts?.['text/html']}`).not.toMatch(/Account|Region|<small>/);
  });

  test('obeys nothing that a name says: no header joins, and HTML is text', async () => {
    const { port, received } = await mailServer();
    const name = 'x\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>" onload="y';
    const [alert] = told().alerts;
    const decided = told({ region: 'r\r\nX-Evil: 1', alerts: alert ? [{ ...alert, name, sentence: name, arn: name }] : [] });
    const evil = message(decided, 'ml\u202e\r\nX-Evil: 2');
    await tell(port, { of: evil });
    const { headers = {}, parts = {}, to } = received[0] ?? {};
    expect(to).toEqual(['mia@example.com']);
    expect(headers.subject).toContain('ml X-Evil: 2 r X-Evil: 1');
    expect(headers.subject).toContain('x Bcc: eve@evil.example <script>alert(1)</script>" onload="y');
    expect(Object.keys(headers).toSorted()).toEqual(
      ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].toSorted(),
    );
    expect(parts['text/html']).not.toMatch(/<script|" onload/);
    expect(parts['text/html']).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;y');
    expect(parts['text/plain']).not.toMatch(/^(Bcc|X-Evil):/m);
    await tell(port, { of: hostileMessage });
    const html = received[1]?.parts['text/html'] ?? '';
    expect([...html.matchAll(/href="([^"]*)"/g)].every(([, url]) => url?.startsWith('https://trailwatch.example/'))).toBe(true);
    expect(html).not.toMatch(/\u202e|<!channel>/);
    expect(html).not.toContain('\u0000');
  });

  test.each(['again', 'fired'] as const)('%s begins a conversation', async (step) => {
    const { port, received } = await mailServer();
    await tell(port, { of: message(told({ step })) });
    expect(received[0]?.headers).not.toHaveProperty('references');
  });

  test.each(['resolved', 'gone', 'reminder'] as const)('%s answers what began it, under an id of its own', async (step) => {
    const { port, received } = await mailServer();
    await tell(port, { of: message(told({ step, key: 'tw-last', incident: 'tw-first' })) });
    expect(received[0]?.headers).toMatchObject({
      'message-id': '<tw-last@example.com>',
      'in-reply-to': '<tw-first@example.com>',
      references: '<tw-first@example.com>',
    });
  });
});

describe('TLS', () => {
  test('comes before the password, and before the mail', async () => {
    const { port, received } = await mailServer({ needsLogin: true });
    expect(await tell(port, { keys: login })).toMatchObject({ isSent: true });
    expect(received[0]).toMatchObject({ user: login.user, isEncrypted: true });
  });

  test('is asked for even where it is not offered, and nothing is sent without it', async () => {
    const { port, received } = await mailServer({ hides: ['STARTTLS'] });
    const outcome = await tell(port, { keys: {} });
    expect(outcome).toMatchObject({ isSent: false, answer: expect.stringContaining('it does not turn to TLS (5') });
    expect(received).toEqual([]);
  });

  test('from the beginning', async () => {
    const { port, received } = await mailServer({ isImplicit: true, needsLogin: true });
    expect(await tell(port, { keys: { ...login, tls: 'implicit' } })).toMatchObject({ isSent: true });
    expect(received[0]).toMatchObject({ user: login.user, isEncrypted: true });
  });

  test.each([
    ['starttls', false],
    ['implicit', true],
  ])('%s: a certificate that nobody trusts is refused', async (tls, isImplicit) => {
    const { port, received } = await mailServer({ isImplicit });
    setDefaultCACertificates(trusted);
    const outcome = await tell(port, { keys: { tls } });
    expect(outcome).toEqual({ isSent: false, answer: 'its certificate is signed by nobody that is trusted', waitMs: null });
    expect(received).toEqual([]);
  });

  test('a certificate for another name is refused', async () => {
    const { port } = await mailServer();
    const resolve: Sending['resolve'] = (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
    const outcome = await tell(port, { keys: { host: 'smtp.example' }, sending: { resolve } });
    expect(outcome.answer).toBe('its certificate is for another name');
  });

  test('none is none, even where it is offered', async () => {
    const { port, received } = await mailServer();
    expect(await tell(port)).toMatchObject({ isSent: true });
    expect(received[0]?.isEncrypted).toBe(false);
  });
});

describe('the password', () => {
  test('is read from its file at each try', async () => {
    const { port, received } = await mailServer({ needsLogin: true });
    const passwordFile = join(mkdtempSync(join(tmpdir(), 'mail-')), 'password');
    const keys = { user: login.user, passwordFile };
    writeFileSync(passwordFile, 'of last year', { mode: 0o600 });
    expect((await tell(port, { keys })).isSent).toBe(false);
    writeFileSync(passwordFile, `${login.password}\n`);
    expect((await tell(port, { keys })).isSent).toBe(true);
    chmodSync(passwordFile, 0o644);
    expect((await tell(port, { keys })).answer).toContain('is open to everybody on this machine');
    expect(received).toHaveLength(1);
  });

  test('is not said, though the server says it', async () => {
    const { port } = await mailServer({ needsLogin: true });
    const { isSent, answer } = await tell(port, { keys: { user: login.user, password: 'wrong horse' } });
    expect([isSent, answer]).toEqual([false, '535 no: trailwatch with …']);
  });

  test('somebody is to sign in where the server takes nobody: it is said, and nothing is sent', async () => {
    const { port, received } = await mailServer();
    expect((await tell(port, { keys: login })).isSent).toBe(false);
    expect(received).toEqual([]);
  });
});

/** Says what a mail server says to each command; `null` cuts the connection. */
const scripted = (said: Readonly<Record<string, string | null>>) => (socket: Socket) => {
  socket.write('220 localhost\r\n');
  socket.on('data', (data) => {
    for (const line of data.toString().split('\r\n')) {
      const answer = said[line.split(/[ :]/)[0] ?? ''];
      if (answer === null) socket.destroy();
      else if (answer !== undefined) socket.write(`${answer}\r\n`);
    }
  });
};
const polite = { EHLO: '250 localhost', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go on' };

describe('what goes wrong', () => {
  test.each([
    ['a server that never greets', () => {}, 'no answer within 0.3 s'],
    [
      'one that greets by the letter',
      (socket: Socket) => void setInterval(() => socket.write('2'), 50).unref(),
      'no answer within 0.3 s',
    ],
    ['one that hangs up', (socket: Socket) => void socket.end(), 'the connection was cut'],
    [
      'one that cuts the connection in the middle of a mail',
      scripted({ ...polite, 'Message-ID': null }),
      'the connection was cut',
    ],
    ['one that cuts it before it says that it took the mail', scripted({ ...polite, '.': null }), 'the connection was cut'],
    ['one that takes it and says nothing', scripted({ ...polite }), 'no answer within 0.3 s'],
    ['one that is busy', (socket: Socket) => void socket.end('421 4.3.2 too busy\r\n'), '421 4.3.2 too busy'],
    ['one that asks to wait', scripted({ ...polite, RCPT: '450 4.2.0 greylisted' }), '450 4.2.0 greylisted'],
    ['one that does not want the mail', scripted({ ...polite, '.': '554 5.7.1 spam' }), '554 5.7.1 spam'],
    ['one that speaks HTTP', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /HTTP\/1\.1 400/],
  ])('%s', async (_, behave, answer) => {
    const port = await badServer(behave);
    const isMute = typeof answer === 'string' && answer.startsWith('no answer');
    const outcome = await tell(port, { sending: isMute ? { timeoutMs: 300 } : {} });
    expect(outcome).toEqual({
      isSent: false,
      answer: answer instanceof RegExp ? expect.stringMatching(answer) : answer,
      waitMs: null,
    });
  });

  test('nobody listens there', async () => {
    expect((await tell(1)).answer).toBe('nobody listens there');
  });

  test('who is refused while others are not is told, and the others have it', async () => {
    const { port, received } = await mailServer({ refuses: { 'gone@example.com': [550, '5.1.1 no such user'] } });
    const outcome = await tell(port, { keys: { tls: 'none', to: ['gone@example.com', 'mia@example.com'] } });
    expect(outcome).toEqual({
      isSent: true,
      answer: '250 queued as 4711; refused for gone@example.com: 550 5.1.1 no such user',
      waitMs: null,
    });
    expect(received.map(({ to }) => to)).toEqual([['mia@example.com']]);
  });

  test('who is refused alone is a failure', async () => {
    const { port, received } = await mailServer({ refuses: { 'mia@example.com': [550, '5.1.1 no such user'] } });
    expect(await tell(port)).toEqual({ isSent: false, answer: '550 5.1.1 no such user', waitMs: null });
    expect(received).toEqual([]);
  });
});

describe('the private network', () => {
  test.each(['127.0.0.1', 'localhost', '::1', '2130706433', '::ffff:127.0.0.1', '169.254.169.254'])(
    '%s is not asked',
    async (host) => {
      let asked = 0;
      const port = await badServer(() => {
        asked += 1;
      });
      const { answer } = await tell(port, { keys: { tls: 'none', host }, sending: { allowPrivate: false } });
      expect([answer, asked]).toEqual([expect.stringContaining('private network'), 0]);
    },
  );

  test('a name is judged by what it leads to as the connection is made, once', async () => {
    const { port, received } = await mailServer();
    let asked = 0;
    const resolve: Sending['resolve'] = (_, __, done) => {
      asked += 1;
      // A second look-up would lead elsewhere.
      done(null, [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]);
    };
    const keys = { tls: 'none', host: 'smtp.example' };
    expect(await tell(port, { keys, sending: { resolve } })).toMatchObject({ isSent: true });
    expect([asked, received.length]).toEqual([1, 1]);
    asked = 0;
    expect((await tell(port, { keys, sending: { resolve, allowPrivate: false } })).answer).toContain('private network');
    expect(received).toHaveLength(1);
  });
});
