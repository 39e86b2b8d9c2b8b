import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRow } from '../journal/row.ts';
import { terminalLine } from '../terminal.ts';
import { journalMessage } from './journal-message.ts';
import { formatMessage, frame, mostOctets } from './message.ts';
import { frameReader, parseMessage } from './testing/receiver.ts';
import { warningMessage } from './warning-message.ts';

const row: JournalRow = {
  seq: 12,
  at: Date.parse('2026-11-19T07:42:00.123Z'),
  actorKind: 'person',
  actorId: 'p1',
  actorName: 'Ada',
  action: 'person.role',
  subjectKind: 'person',
  subjectId: 'p2',
  subjectName: 'Bob',
  result: 'ok',
  teams: ['search', 'vision'],
  ip: '192.0.2.1',
  userAgent: null,
  requestId: null,
  before: '{"role":"member"}',
  after: '{"role":"operator"}',
  reason: 'on call',
  prevHash: 'a'.repeat(64),
  hash: 'b'.repeat(64),
};
const hostile = 'x"] [evil@1 a="b"]\\"\r\n<13>1 - - - - - -\u0000\u001b[2J\u009b\u2028\u202e\ud800 é 💥';
const seen = (text: string): string => terminalLine(text.toWellFormed());

test('a row is a message of RFC 5424, to the octet', () => {
  expect(formatMessage(journalMessage({ ...row, before: null, after: null, teams: null }, 'host-1')).toString()).toBe(
    `<110>1 2026-11-19T07:42:00.123Z host-1 trailwatch journal person.role [trailwatch@32473 seq="12" hash="${'b'.repeat(64)}" prevHash="${'a'.repeat(64)}" result="ok" actorKind="person" actorId="p1" actorName="Ada" subjectKind="person" subjectId="p2" subjectName="Bob" ip="192.0.2.1" reason="on call"] \uFEFFjournal row 12: person “Ada”, person.role, person “Bob”, from 192.0.2.1, ok`,
  );
});

test.each(['denied', 'failed'])('%s is a warning', (result) => {
  expect(parseMessage(formatMessage(journalMessage({ ...row, result }, 'h'))).priority).toBe(13 * 8 + 4);
});

test.each([Number.POSITIVE_INFINITY, Number.NaN, -1e15, 8.64e15])('a time of %s is no time, and ends nothing', (at) => {
  expect(parseMessage(formatMessage(journalMessage({ ...row, at }, 'h'))).at).toBe('-');
});

const texts = [
  'actorId',
  'actorName',
  'subjectKind',
  'subjectId',
  'subjectName',
  'result',
  'ip',
  'userAgent',
  'requestId',
] as const;
const details = ['before', 'after', 'reason', 'prevHash', 'hash', 'actorKind', 'action'] as const;

test.each([...texts, ...details])('hostile text as %s stays inside its value, and is read back', (name) => {
  const parsed = parseMessage(formatMessage(journalMessage({ ...row, [name]: hostile }, 'h')));
  expect(parsed.dataId).toBe('trailwatch@32473');
  if (name === 'action') expect(parsed.messageId).toMatch(/^[\x21-\x7e]{32}$/);
  else expect(parsed.fields[name]).toBe(seen(hostile));
  expect(Object.keys(parsed.fields)).not.toContain('evil@1');
  expect(Object.values(parsed.fields).join('') + parsed.text).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
});

test('whatever stands in a row, what is read is what was written, and no octet is a control character', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(text, text, text, fc.array(text, { maxLength: 4 }), (actorName, before, reason, teams) => {
      const bytes = formatMessage(journalMessage({ ...row, actorName, before, reason, teams }, hostile));
      const { fields, host } = parseMessage(bytes);
      expect(fields).toMatchObject({
        actorName: seen(actorName),
        before: seen(before),
        reason: seen(reason),
        teams: seen(teams.join(' ')),
      });
      expect(host).toMatch(/^[\x21-\x7e]+$/);
      expect(bytes.some((octet) => octet < 0x20 || octet === 0x7f)).toBe(false);
    }),
  );
});

test('a message is never longer than a receiver takes; what was cut is said, and the number and hashes stay', () => {
  const long = '"\\]💥\u0007'.repeat(20_000);
  const filled = Object.fromEntries([...texts, 'before', 'after', 'reason'].map((name) => [name, long]));
  const bytes = formatMessage(journalMessage({ ...row, ...filled, teams: [long] } as JournalRow, 'h'.repeat(400)));
  expect(bytes.length).toBeLessThanOrEqual(mostOctets);
  const { fields } = parseMessage(bytes);
  expect(fields).toMatchObject({ seq: '12', hash: row.hash, cut: expect.stringMatching(/^values to \d+ characters$/) });
  const once = parseMessage(formatMessage(journalMessage({ ...row, after: 'x'.repeat(64 * 1024) }, 'h')));
  expect(once.fields).toMatchObject({ cut: 'values to 4096 characters', reason: 'on call', before: row.before });
});

test('a warning, with whatever fields', () => {
  const fields = { status: 400, reason: hostile, 'a name="]': { deep: hostile } };
  const {
    priority,
    processId,
    fields: told,
    text,
  } = parseMessage(formatMessage(warningMessage({ at: row.at, part: 'http', text: hostile, fields }, 'h')));
  expect({ priority, processId, text }).toEqual({ priority: 10 * 8 + 4, processId: 'http', text: seen(hostile) });
  expect(told).toEqual({ status: '400', reason: seen(hostile), a_name___: seen(JSON.stringify({ deep: hostile })) });
});

test('frames are cut by octets, not by characters or lines, however they arrive', () => {
  const messages = [row, { ...row, reason: 'ééé 💥' }, row].map((one) => formatMessage(journalMessage(one, 'h')));
  const stream = Buffer.concat(messages.map(frame));
  for (const size of [1, 7, 1000]) {
    const got: Buffer[] = [];
    const read = frameReader((bytes) => got.push(Buffer.from(bytes)));
    for (let at = 0; at < stream.length; at += size) read(stream.subarray(at, at + size));
    expect(got).toEqual(messages);
  }
});
