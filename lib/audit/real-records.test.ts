import { describe, expect, test } from 'vitest';
import { hasRealRecords, recordsOf } from '../testing/real-records.ts';
import { parseRecord } from './record.ts';

const noId = 'The record has no eventID, so it cannot be told from its copies.';
const noAccount = 'The record has no recipientAccountId of twelve digits.';

/** corpus, records in it, and how many of them cannot be kept as events, by reason. */
const corpora: [string, number, Record<string, number>][] = [
  ['invictus-ir_aws_dataset', 2900, {}],
  ['adanalvarez_TrailDiscover', 315, {}],
  ['DataDog_stratus-red-team', 310, {}],
  ['panther-labs_panther-analysis', 485, { [noId]: 48, [noAccount]: 32, 'eventTime "redacted" is not a time.': 1 }],
  ['cloud-custodian_cloud-custodian', 24, { [noId]: 1, [noAccount]: 2 }],
  // Logstash had renamed eventTime to @timestamp, which elsewhere is the time of arrival.
  ['OTRF_Security-Datasets', 103, { 'The record has no eventTime.': 103 }],
  ['sagemaker-events', 6, {}],
];

describe.skipIf(!hasRealRecords())('real records: each is read, or refused with its reason', () => {
  test.each(corpora)('%s', (corpus, count, refused) => {
    const raws = recordsOf(corpus);
    const reasons: Record<string, number> = {};
    for (const raw of raws) {
      const parsed = parseRecord(raw);
      if (parsed.ok) {
        expect(parsed.event.who).not.toBe('');
        expect(parsed.event.at.getTime()).toBeGreaterThan(Date.parse('2012-01-01'));
      } else reasons[parsed.reason] = (reasons[parsed.reason] ?? 0) + 1;
    }
    expect(raws).toHaveLength(count);
    expect(reasons).toEqual(refused);
  });

  test('who: nobody is unknown who is named somewhere', () => {
    const unknown = corpora.flatMap(([corpus]) =>
      recordsOf(corpus).filter((raw) => {
        const parsed = parseRecord(raw);
        return parsed.ok && parsed.event.who === 'unknown';
      }),
    );
    expect(unknown.map((raw) => (JSON.parse(raw) as { userIdentity?: unknown }).userIdentity)).toEqual([undefined, undefined]);
  });
});
