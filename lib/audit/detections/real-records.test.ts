import { describe, expect, test } from 'vitest';
import { hasRealRecords, recordsOf } from '../../testing/real-records.ts';
import { parseRecord, recordIn } from '../record.ts';
import { judgeRecord } from './judge.ts';
import { detectionRules } from './rules.ts';

/** What the rules that need one record alone find in real ones, corpus by corpus. */
const expected: [string, Record<string, number>][] = [
  [
    'invictus-ir_aws_dataset',
    {
      bucket_access_changed: 4,
      bucket_deleted: 5,
      shared_with_account: 2,
      sign_in_without_mfa: 1,
      trail_narrowed: 1,
      trail_stopped: 2,
    },
  ],
  ['DataDog_stratus-red-team', { shared_with_account: 2, sign_in_without_mfa: 1, trail_narrowed: 1, trail_stopped: 2 }],
  [
    'panther-labs_panther-analysis',
    {
      ...{ bucket_access_changed: 4, bucket_deleted: 1, key_disabled: 3, key_policy_changed: 1, made_public: 3 },
      ...{ public_access_block_removed: 1, root_used: 35, sign_in_without_mfa: 18, trail_narrowed: 1, trail_stopped: 2 },
    },
  ],
];

describe.skipIf(!hasRealRecords())('real records', () => {
  test.each(expected)('%s', (corpus, rules) => {
    const counts: Record<string, number> = {};
    for (const raw of recordsOf(corpus)) {
      const [parsed, record] = [parseRecord(raw), recordIn(raw)];
      if (!parsed.ok || !record) continue;
      for (const { rule, found } of judgeRecord(parsed.event, record)) {
        expect(detectionRules[rule].says(found)).not.toMatch(/undefined/);
        counts[rule] = (counts[rule] ?? 0) + 1;
      }
    }
    expect(counts).toEqual(rules);
  });
});
