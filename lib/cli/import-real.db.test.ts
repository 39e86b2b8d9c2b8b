import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { hasRealRecords, realRecords } from '#lib/testing/real-records.ts';
import { listAuditFiles } from './audit-files.ts';
import { type FileResult, importFile } from './import-file.ts';

const db = await testDatabase('worker');
const context = { db, receivedAt: new Date(0), signal: new AbortController().signal, onBytes: () => undefined };

type Loose = { [name: string]: unknown };
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Another path than the import's: whole files, parsed by JSON.parse, line by line where that does not do. */
function textOf(path: string): string {
  const bytes = readFileSync(path);
  if (!path.endsWith('.zip')) return bytes.toString('utf8');
  const directory = bytes.lastIndexOf(Buffer.from('PK\x01\x02'));
  const header = bytes.readUInt32LE(directory + 42);
  const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
  return inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(directory + 20))).toString('utf8');
}

function flat(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  if (isObject(value)) for (const list of [value.Records, value.Events]) if (Array.isArray(list)) return list.flatMap(flat);
  return [value];
}

function valuesIn(path: string): unknown[] {
  const text = textOf(path);
  try {
    return flat(JSON.parse(text));
  } catch {
    return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : flat(JSON.parse(line))));
  }
}

const inner = (value: Loose): Loose =>
  typeof value.eventName === 'string' ? value : isObject(value.detail) ? value.detail : value;

/** What a record must have to be an event at all, read from CloudTrail's documentation and not from our parser. */
function eventOf(value: unknown): { key: string; account: string; name: string; error: string } | null {
  if (!isObject(value)) return null;
  const record = inner(value);
  const identity = isObject(record.userIdentity) ? record.userIdentity : {};
  const account = [record.recipientAccountId, value.account, identity.accountId].find((id) => /^\d{12}$/.test(String(id)));
  const { eventID: id, eventName: name, eventSource: source, eventTime: time, errorCode: error } = record;
  const isWhole =
    [id, name, source].every((text) => typeof text === 'string' && text !== '') && !Number.isNaN(Date.parse(String(time)));
  return isWhole && account !== undefined
    ? { key: `${String(account)} ${String(id)}`, account: String(account), name: String(name), error: String(error ?? '') }
    : null;
}

const tally = (texts: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
};

test.skipIf(!hasRealRecords())(
  'every real record is stored or in quarantine with a reason, as another count has it; and again changes nothing',
  async () => {
    const { files } = await listAuditFiles(realRecords);
    const results: FileResult[] = [];
    for (const { path } of files) results.push(await importFile(path, context));

    const perFile = (list: readonly FileResult[]) =>
      list.map(({ path, saved, known, quarantined, dropped }) => [path, saved + known + quarantined + dropped]);
    expect(perFile(results)).toEqual(files.map(({ path }) => [path, valuesIn(path).length]));
    expect(results.reduce((sum, { saved, known, quarantined }) => sum + saved + known + quarantined, 0)).toBe(4143);

    // Of two bodies under one ID the first is the event; the other is kept aside.
    const all = files.flatMap(({ path }) => valuesIn(path).flatMap((value) => eventOf(value) ?? []));
    const events = new Map(all.toReversed().map((one) => [one.key, one]));
    const stored = await db.pool.query<{ key: string; account: string; name: string; error: string }>(
      `select account || ' ' || event_id as key, account, event_name as name, coalesce(error_code, '') as error from audit_event`,
    );
    expect(stored.rows.map(({ key }) => key).toSorted()).toEqual([...events.keys()].toSorted());
    for (const by of ['account', 'name', 'error'] as const)
      expect(tally(stored.rows.map((row) => row[by]))).toEqual(tally([...events.values()].map((one) => one[by])));

    const { rows: kept } = await db.pool.query('select id, reason from quarantine order by id');
    expect(kept.every(({ reason }) => reason !== '')).toBe(true);
    const again: FileResult[] = [];
    for (const { path } of files) again.push(await importFile(path, context));
    expect(again.reduce((sum, { saved }) => sum + saved, 0)).toBe(0);
    expect(perFile(again)).toEqual(perFile(results));
    expect((await db.pool.query('select id, reason from quarantine order by id')).rows).toEqual(kept);
    expect((await db.pool.query('select count(*)::int as n from audit_event')).rows).toEqual([{ n: events.size }]);
  },
  120_000,
);
