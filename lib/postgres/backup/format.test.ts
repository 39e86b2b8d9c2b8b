import { describe, expect, test } from 'vitest';
import { formatOf, frame, headerSchema, isBody, magic, readHead, unpack } from './format.ts';

const header = (partition: object) => ({
  ...{ format: 1, madeAt: '2026-11-18T22:41:07.000Z', database: 'd', postgres: '18.4', migrations: [], tables: [] },
  partitions: [{ name: 'p', parent: 't', bound: 'DEFAULT', partitionBy: null, options: [], ...partition }],
});

describe('what a file may put into a statement', () => {
  test.each([
    { bound: `FOR VALUES FROM ('2026-11-18 00:00:00+00') TO ('2026-11-19 00:00:00+00')` },
    { bound: `FOR VALUES FROM (MINVALUE, '1') TO (-5, MAXVALUE)` },
    { bound: `FOR VALUES IN ('it''s', NULL, true)` },
    { bound: 'FOR VALUES WITH (modulus 4, remainder 3)' },
    { bound: 'DEFAULT', partitionBy: 'RANGE (at)' },
    { partitionBy: 'LIST (account, region)', options: ['fillfactor=75', 'toast.autovacuum_enabled=false'] },
  ])('%j looks as PostgreSQL writes it', (partition) => {
    expect(headerSchema.safeParse(header(partition)).success).toBe(true);
  });

  test.each([
    { bound: `FOR VALUES IN ('a'); drop table journal; --')` },
    { bound: `FOR VALUES IN ('a' || current_user)` },
    { bound: `FOR VALUES IN (pg_sleep(9))` },
    { bound: `FOR VALUES IN ('a\\')` },
    { bound: `FOR VALUES FROM ('a') TO ('b') WITH (fillfactor = 10)` },
    { partitionBy: 'RANGE (lower(name))' },
    { partitionBy: 'RANGE (at); select 1' },
    { options: ['fillfactor=75) ; select 1; --'] },
  ])('%j is refused', (partition) => {
    expect(headerSchema.safeParse(header(partition)).success).toBe(false);
  });
});

describe('a frame', () => {
  test('comes out as it went in, and tells a changed kind, length or byte', async () => {
    const body = Buffer.from('one\ttwo\n'.repeat(1000));
    const whole = await frame('rows', body);
    const packed = whole.subarray(9);
    const head = readHead(whole.subarray(0, 9));
    expect(head).toMatchObject({ kind: 'rows', length: packed.length });
    expect(isBody('rows', packed, head?.crc ?? 0)).toBe(true);
    expect(isBody('table', packed, head?.crc ?? 0)).toBe(false);
    expect(isBody('rows', packed.subarray(1), head?.crc ?? 0)).toBe(false);
    expect(await unpack(packed)).toEqual(body);
    expect(packed.length).toBeLessThan(body.length / 50);
  });

  test.each([[Buffer.from([9, 0, 0, 0, 1, 0, 0, 0, 0])], [Buffer.from([1, 255, 255, 255, 255, 0, 0, 0, 0])]])(
    'of %j is no frame',
    (head) => {
      expect(readHead(head)).toBeNull();
    },
  );

  test('the first line says the format', () => {
    expect([magic, Buffer.from('TRAILWATCH BACKUP 23\n'), Buffer.from('PGDMP'), Buffer.from('')].map(formatOf)).toEqual([
      1,
      23,
      null,
      null,
    ]);
  });
});
