import { describe, expect, test } from 'vitest';
import { hasRealRecords, recordsOf } from '#lib/testing/real-records.ts';
import { handoverIn, handoverOf } from './handover.ts';

const key = { at: 0, account: '111122223333', eventId: 'e' };

describe.skipIf(!hasRealRecords())('real records of STS', () => {
  test('say who asked, for which role, what was handed out, and until when', () => {
    const handed = recordsOf('invictus-ir_aws_dataset')
      .map((raw) => handoverIn(raw, key))
      .filter((one) => one !== null && /^AssumeRole/.test(one.eventName) && one.issued !== null);
    expect(handed.length).toBeGreaterThan(30);
    for (const one of handed) {
      expect(one).toMatchObject({
        issued: expect.stringMatching(/^ASIA/),
        role: expect.any(String),
        expiresAt: expect.any(Number),
        sessionName: expect.any(String),
      });
      // What a service assumes does not say under which ARN it signs.
      if (one?.by.service === null) expect(one.issuedAs).toContain(`:assumed-role/${one.role}/${one.sessionName}`);
    }
    const byService = handed.filter((one) => one?.by.service);
    expect(byService.length).toBeGreaterThan(15);
    expect(byService.every((one) => one?.sharedEventId !== null)).toBe(true);
  });
});

test.each([
  ['Jul 10, 2023, 12:31:14 PM', Date.UTC(2023, 6, 10, 12, 31, 14)],
  ['Jul 10, 2023 1:04:10\u202fAM', Date.UTC(2023, 6, 10, 1, 4, 10)],
  ['2026-11-27T10:00:00Z', Date.UTC(2026, 10, 27, 10)],
  ['tomorrow', null],
  [12, null],
])('credentials end at %s', (expiration, expected) => {
  const record = { eventName: 'AssumeRole', responseElements: { credentials: { accessKeyId: 'ASIA1', expiration } } };
  expect(handoverOf(record, key).expiresAt).toBe(expected);
});

test('what is no record, and one that holds nothing, are no fault', () => {
  expect(handoverIn('{', key)).toBe(null);
  expect(handoverIn('{}', key)).toMatchObject({ issued: null, role: null, by: { who: 'unknown', service: null } });
});
