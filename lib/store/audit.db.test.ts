import { beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { hasRealRecords, recordsOf } from '#lib/testing/real-records.ts';
import { saveAuditEvents } from './audit.ts';

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

describe('exactly once, verbatim', () => {
  test('a record, its copy in one batch, and its copy later', async () => {
    const raw = record('a');
    expect(await save(raw, raw)).toEqual({ saved: 1, known: 1, quarantined: 0 });
    expect(await save(raw)).toEqual({ saved: 0, known: 1, quarantined: 0 });
    const kept = await db.prisma.auditEvent.findMany({ where: { eventId: 'a' } });
    expect(kept).toHaveLength(1);
    expect(kept[0]).toMatchObject({ record: raw, who: 'a\tb\\N\n"{c}"', receivedAt, targets: ['ranker'] });
    expect(await db.prisma.auditEventResource.findMany({ where: { eventId: 'a' } })).toMatchObject([
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
