import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { listAuditFiles } from './audit-files.ts';
import { type FileResult, importFile } from './import-file.ts';
import { makeZip } from './testing/make-zip.ts';

const db = await testDatabase('worker');
const folder = mkdtempSync(join(tmpdir(), 'audit import '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = (signal = new AbortController().signal) => ({ db, receivedAt: new Date(0), signal, onBytes: () => undefined });

const record = (id: string, note = '') =>
  JSON.stringify({
    eventID: id,
    eventTime: '2026-11-19T03:00:12Z',
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'CreateModel',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    requestParameters: { note },
  });

function put(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const imported = async (path: string): Promise<Omit<FileResult, 'path'>> => {
  const { path: _, ...rest } = await importFile(path, context());
  return rest;
};

describe('one file', () => {
  const whole = gzipSync(`{"Records":[${record('a')},${record('b')}]}`);
  test.each([
    ['delivered.json.gz', whole, { saved: 2, known: 0, quarantined: 0, dropped: 0, problem: null }],
    ['gzip by content.json', whole, { saved: 0, known: 2, quarantined: 0, dropped: 0, problem: null }],
    ['lines.jsonl', `${record('c')}\n${record('d')}\n`, { saved: 2, known: 0, quarantined: 0, dropped: 0, problem: null }],
    ['empty.json', '', { saved: 0, known: 0, quarantined: 0, dropped: 0, problem: null }],
    ['none.json', '{"Records":[]}', { saved: 0, known: 0, quarantined: 0, dropped: 0, problem: null }],
    [
      'cut.json',
      `{"Records":[${record('e')},{"eventID":`,
      {
        saved: 1,
        known: 0,
        quarantined: 1,
        dropped: 0,
        problem: expect.stringMatching(/^The file ends within this record. \(record 2, byte \d+\)$/),
      },
    ],
    [
      'bytes.json',
      Buffer.from([0, 255, 254, 0, 1]),
      { saved: 0, known: 0, quarantined: 1, dropped: 0, problem: 'Not UTF-8. (record 1, byte 0)' },
    ],
    [
      'deep.json',
      `${'['.repeat(200_000)}`,
      { saved: 0, known: 0, quarantined: 1, dropped: 0, problem: expect.stringContaining('ends within') },
    ],
  ])('%s', async (name, content, expected) => {
    expect(await imported(put(name, content))).toEqual(expected);
  });

  test('a gzip that is cut gives what it holds, and says that it was cut', async () => {
    const records = Array.from({ length: 500 }, (_, index) => record(`z-${index}`, crypto.randomUUID()));
    const packed = gzipSync(records.join('\n'));
    const result = await imported(put('cut.json.gz', packed.subarray(0, packed.length - 2000)));
    expect(result.saved).toBeGreaterThan(100);
    expect(result.problem).toMatch(/ends within|to its end/);
  });

  test('a bomb is left unread', async () => {
    const result = await imported(put('bomb.json.gz', gzipSync(`[${' '.repeat(64 * 1024 * 1024)}]`, { level: 9 })));
    expect(result.problem).toMatch(/^Unpacks to more than/);
  });

  test('of a long file of something else the beginning is kept, the rest counted, and no record lost', async () => {
    const result = await imported(put('poem.json', `${'roses are red\n'.repeat(5000)}${record('rose')}\nviolets`));
    expect(result).toEqual({
      saved: 1,
      known: 0,
      quarantined: 200,
      dropped: 4801,
      problem: expect.stringMatching(/^Not JSON.* \(record 1, byte 0\)$/),
    });
    expect(await db.prisma.quarantine.count({ where: { reason: { contains: 'poem.json' } } })).toBe(1);
  });

  const packed = gzipSync(`${record('crc-1')}\n${record('crc-2')}\n`);
  const wrong = Buffer.from(packed);
  wrong.writeUInt8(wrong.readUInt8(wrong.length - 6) ^ 0xff, wrong.length - 6);
  test.each([
    ['a checksum that is wrong', 'crc.json.gz', wrong],
    ['something behind it', 'tail.json.gz', Buffer.concat([packed, Buffer.from('garbage')])],
  ])('a gzip with %s gives what it holds', async (_, name, bytes) => {
    const { saved, known, problem } = await imported(put(name, bytes));
    expect({ whole: saved + known, problem }).toEqual({ whole: 2, problem: expect.stringContaining('to its end') });
  });

  test('a bomb of unreadable values is said to be left unread, too', async () => {
    const bomb = gzipSync(`[${'{"a":1},'.repeat(3_000_000)}]`, { level: 9 });
    expect((await imported(put('values.json.gz', bomb))).problem).toMatch(
      /no eventName.* \(record 1, byte 1\); Unpacks to more than/,
    );
  });

  test('a record of 5 MB is stored', async () => {
    expect(await imported(put('long.json', record('long', 'y'.repeat(5 * 1024 ** 2))))).toMatchObject({
      saved: 1,
      problem: null,
    });
  });

  test('a value that is no record is said with its reason and place', async () => {
    const { problem } = await imported(put('strange.json', `[${record('f')},{"eventName":"x"}]`));
    expect(problem).toMatch(/^The record has no eventSource. \(record 2, byte \d+\)$/);
  });

  test('a folder for a file is an error with its place, not a crash', async () => {
    mkdirSync(join(folder, 'folder.json'), { recursive: true });
    expect(await imported(join(folder, 'folder.json'))).toMatchObject({ saved: 0, problem: expect.stringContaining('EISDIR') });
  });
});

describe('a zip', () => {
  test('is opened one level: each CloudTrail file of it, gzip or not, with its name in what is told', async () => {
    const path = put(
      'sent.zip',
      makeZip([
        { name: 'a/one.json', content: `{"Records":[${record('zip-1')},${record('zip-2')}]}` },
        { name: 'a/two.json.gz', content: gzipSync(record('zip-3')) },
        { name: 'README.md', content: 'no trail file' },
        { name: 'bad.json', content: '{"eventName":' },
        { name: 'inner.zip', content: makeZip([{ name: 'x.json', content: record('zip-4') }]) },
        { name: 'secret.json', content: record('zip-5'), isEncrypted: true },
        { name: 'last.jsonl', content: `${record('zip-6')}\n` },
      ]),
    );
    expect(await imported(path)).toMatchObject({ saved: 4, quarantined: 3, dropped: 0 });
    const { rows } = await db.pool.query<{ reason: string }>(`select reason from quarantine where reason like $1 order by 1`, [
      '%sent.zip: %',
    ]);
    expect(rows.map(({ reason }) => reason.replace(/ \(.*sent.zip: /, ' (').replace(/, byte.*/, ''))).toEqual([
      'A zip within a zip is not opened: unpack it first. (inner.zip, record 0',
      'It is encrypted. (secret.json, record 0',
      'The file ends within this record. (bad.json, record 1',
    ]);
  });

  test('that is cut, or whose file is a bomb, is told', async () => {
    const whole = makeZip([{ name: 'a.json', content: record('zip-7') }]);
    expect((await imported(put('cut.zip', whole.subarray(0, whole.length - 30)))).problem).toMatch(/^The zip could not be read/);
    const bomb = makeZip([{ name: 'b.json', content: `[${' '.repeat(64 * 1024 * 1024)}]` }]);
    expect((await imported(put('bomb.zip', bomb))).problem).toMatch(/^Unpacks to more than/);
  });
});

test('folders are read to the bottom; links, digests and strangers are named, not followed', async () => {
  const root = join(folder, 'AWSLogs');
  mkdirSync(join(root, '1/CloudTrail-Digest/x'), { recursive: true });
  for (const name of ['1/a.json.gz', '1/CloudTrail-Digest/x/d.json.gz', 'README.md']) writeFileSync(join(root, name), '');
  symlinkSync(root, join(root, 'loop'));
  const found = await listAuditFiles(root);
  expect(found.files.map(({ path }) => path)).toEqual([join(root, '1/a.json.gz')]);
  expect(found.skipped.map(({ reason }) => reason.split(/[:;(]/)[0]?.trim())).toEqual([
    'a digest file',
    'not named as a CloudTrail file',
    'not a regular file',
  ]);
});

test('what cannot be opened is a file with a problem, and its neighbours are read', async () => {
  const root = join(folder, 'odd names');
  mkdirSync(root);
  // A name that is no UTF-8 cannot be asked for by the text that a listing makes of it.
  const odd = (name: string) => Buffer.concat([Buffer.from(`${root}/${name}`), Buffer.from([0xff]), Buffer.from('.json')]);
  writeFileSync(odd('file'), record('odd'));
  mkdirSync(odd('folder'));
  put('odd names/plain.json', record('plain'));
  const { files } = await listAuditFiles(root);
  const results = await Promise.all(files.map(({ path }) => imported(path)));
  expect(results.map(({ saved, problem }) => [saved, problem])).toEqual([
    [0, expect.stringContaining('ENOENT')],
    [0, expect.stringContaining('ENOENT')],
    [1, null],
  ]);
});
