import { beforeAll, describe, expect, test, vi } from 'vitest';
import { openBlock } from '#lib/audit/blocks.ts';
import { countWords } from '#lib/audit/search/scan.ts';
import { AuditIndex } from '#lib/queries/audit-index.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { hasRealRecords, recordsOf } from '#lib/testing/real-records.ts';
import { saveAuditEvents } from './audit.ts';
import { listMonths, mergeChunks, rebuildMonth } from './audit-chunks.ts';
import { moveFormerEvents } from './audit-former.ts';

const db = await testDatabase('worker');
const receivedAt = new Date('2026-11-19T04:00:00Z');

const record = (id: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    eventID: id,
    eventTime: '2026-11-19T03:00:12Z',
    eventSource: 'sagemaker.amazonaws.com',
    eventName: 'UpdateEndpoint',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'IAMUser', userName: 'a\tb\\N\n"{c}"' },
    requestParameters: { endpointName: 'ranker', note: 'tab\there \\. "quoted" {braces}' },
    ...more,
  });

const save = (...raws: string[]) =>
  saveAuditEvents(
    db,
    raws.map((raw) => ({ raw, source: 'import' as const })),
    receivedAt,
  );

/** As web reads it. */
async function recordOf(id: string): Promise<string | null> {
  const { rows } = await db.pool.query<{ data: Buffer; position: number }>(
    'select data, position from audit_record where key = audit_key($1)',
    [id],
  );
  return rows[0] ? openBlock(rows[0].data)(rows[0].position, id) : null;
}

describe('exactly once, verbatim', () => {
  test('a record, its copy in one batch, and its copy later', async () => {
    const raw = record('a');
    expect(await save(raw, raw)).toEqual({ saved: 1, known: 1, quarantined: 0 });
    expect(await save(raw)).toEqual({ saved: 0, known: 1, quarantined: 0 });
    const { rows: kept } = await db.pool.query(`select * from audit_event where event_id = 'a'`);
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ who: 'a\tb\\N\n"{c}"', received_at: receivedAt, targets: ['ranker'] });
    expect(await recordOf('a')).toBe(raw);
    expect((await db.pool.query(`select * from audit_event_resource where event_id = 'a'`)).rows).toMatchObject([
      { owner: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'ranker' },
    ]);
  });

  test('the same record in another spelling or envelope is known; another body is kept aside', async () => {
    const raw = record('b');
    await save(raw);
    const spaced = JSON.stringify(JSON.parse(raw), null, 2);
    const wrapped = JSON.stringify({ account: '111122223333', detail: JSON.parse(raw) as unknown });
    expect(await save(spaced, wrapped)).toEqual({ saved: 0, known: 2, quarantined: 0 });
    const other = record('b', { errorCode: 'AccessDenied' });
    expect(await save(other)).toEqual({ saved: 0, known: 0, quarantined: 1 });
    expect(await save(other)).toEqual({ saved: 0, known: 0, quarantined: 1 });
    expect(await db.prisma.quarantine.findMany()).toMatchObject([{ body: other, source: 'import' }]);
  });

  test('one ID in two accounts is two events', async () => {
    expect(await save(record('c'), record('c', { recipientAccountId: '444455556666' }))).toMatchObject({ saved: 2 });
  });

  test('many savers of the same events at once agree', async () => {
    const raws = Array.from({ length: 300 }, (_, index) => record(`m-${index}`));
    const results = await Promise.all([save(...raws), save(...raws.toReversed()), save(...raws)]);
    expect(results.reduce((sum, result) => sum + result.saved, 0)).toBe(300);
    expect(results.reduce((sum, result) => sum + result.known, 0)).toBe(600);
  });

  test.each([0, 1, 49, 99])('of a hundred, one that is known, number %i, changes nothing of the others', async (known) => {
    const raws = Array.from({ length: 100 }, (_, index) => record(`k-${known}-${index}`));
    await save(raws[known] as string);
    expect(await save(...raws)).toEqual({ saved: 99, known: 1, quarantined: 0 });
    expect(await recordOf(`k-${known}-98`)).toBe(raws[98]);
  });

  test('nothing is lost that cannot be read', async () => {
    const hostile = ['nul \u0000', '{"eventName":', '\ud800', '{}'];
    expect(await save(...hostile, record('d'))).toEqual({ saved: 1, known: 0, quarantined: 4 });
  });
});

describe.skipIf(!hasRealRecords())('2,900 real records', () => {
  let raws: string[] = [];
  beforeAll(() => {
    raws = recordsOf('invictus-ir_aws_dataset');
  });
  test('import once, and again changes nothing', async () => {
    expect(raws).toHaveLength(2900);
    expect(await save(...raws)).toEqual({ saved: 2900, known: 0, quarantined: 0 });
    const state = () =>
      db.pool.query(`select md5(string_agg(e::text, ',' order by event_id)) from audit_event e where account = '123837392027'`);
    const before = await state();
    expect(await save(...raws)).toEqual({ saved: 0, known: 2900, quarantined: 0 });
    expect((await state()).rows).toEqual(before.rows);
  });
});

test('what the table of before held is moved whole, once, and keeps when it came in', async () => {
  const raw = record('former', { recipientAccountId: '555566667777' });
  await db.pool.query(
    `insert into audit_event_former (account, event_id, at, region, event_source, event_name, who, result, targets, source, record, received_at)
     values ('555566667777', 'former', now(), 'x', 'x', 'x', 'x', 'ok', '{}', 'event-history', $1, '2026-10-01')`,
    [raw],
  );
  for (let round = 0; round < 2; round += 1) await moveFormerEvents(db, new AbortController().signal);
  const { rows } = await db.pool.query(
    `select event_id, source, received_at, who from audit_event where account = '555566667777'`,
  );
  expect(rows).toEqual([
    { event_id: 'former', source: 'event-history', received_at: new Date('2026-10-01T00:00:00Z'), who: 'a\tb\\N\n"{c}"' },
  ]);
  expect(await recordOf('former')).toBe(raw);
  expect((await db.pool.query('select from audit_event_former')).rowCount).toBe(0);
});

test('the bytes that a trail delivered take the place of others, whose block goes when nothing of it is left', async () => {
  const [spaced, raw] = [JSON.stringify(JSON.parse(record('trail')), null, 2), record('trail')];
  const blocks = async () => (await db.pool.query('select from audit_block')).rowCount;
  await save(spaced);
  const before = await blocks();
  for (let round = 0; round < 2; round += 1) {
    expect(await saveAuditEvents(db, [{ raw, source: 'trail', file: 7 }], receivedAt)).toMatchObject({ known: 1 });
    expect(await recordOf('trail')).toBe(raw);
    expect(await blocks()).toBe(before);
  }
  expect((await db.pool.query(`select source, file from audit_event where event_id = 'trail'`)).rows).toEqual([
    { source: 'trail', file: 7 },
  ]);
});

test('small chunks are put together, and hold every event once', async () => {
  await db.pool.query('delete from audit_chunk; delete from event; delete from audit_block');
  for (let n = 0; n < 20; n += 1)
    await save(record(`chunk-${n}`, { eventTime: `2026-10-${10 + n}T00:00:00Z`, eventName: `E${n}` }));
  const told = async () => {
    const index = new AuditIndex();
    const chunks = await index.chunks();
    const { action } = index.words.call;
    const counts = await countWords(
      chunks,
      { from: 0, to: 8e12, clauses: [] },
      { sizes: { call: action.size }, breathe: async () => {} },
    );
    return [...action.counts(counts.call as Uint32Array)].toSorted();
  };
  vi.stubEnv('DATABASE_URL', db.webUrl);
  const before = await told();
  expect(before).toHaveLength(20);
  expect(await mergeChunks(db, new AbortController().signal)).toBe(20);
  expect((await db.pool.query('select events from audit_chunk')).rows).toEqual([{ events: 20 }]);
  expect(await told()).toEqual(before);
  expect(await mergeChunks(db, new AbortController().signal)).toBe(0);

  await save(record('september', { eventTime: '2026-09-01T00:00:00Z', eventName: 'September' }));
  const all = await told();
  await db.pool.query(`delete from audit_chunk where month = '2026-09-01'`);
  await db.pool.query('update audit_chunk set events = events - 1');
  const stored = await Promise.all((await listMonths(db)).map((month) => rebuildMonth(db, month)));
  expect(stored.reduce((sum, events) => sum + events, 0)).toBe(21);
  expect(await told()).toEqual(all);
});
