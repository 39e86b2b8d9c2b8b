import { describe, expect, test } from 'vitest';
import { parseRecord } from '../record.ts';
import type { Loose } from '../text.ts';
import { judgeRecord } from './judge.ts';
import { rulesMarkdown } from './markdown.ts';
import { readyQuestions } from './questions.ts';
import type { Example } from './rule.ts';
import { detectionRules, ruleIds, ruleRow, statelessRules } from './rules.ts';

function found(record: Loose | undefined) {
  const parsed = parseRecord(JSON.stringify(record));
  if (!parsed.ok || !record) throw new Error('the example is no record');
  return judgeRecord(parsed.event, record);
}

describe.each(Object.entries(statelessRules))('%s', (id, { examples, says }) => {
  test('fires on its example, and says what it saw', () => {
    const mine = found(examples.fires.at(-1)).filter(({ rule }) => rule === id);
    expect(mine).toHaveLength(1);
    expect(says(mine[0]?.found ?? {})).not.toMatch(/undefined|null/);
    if (id !== 'root_used' && id !== 'sign_in_without_mfa') expect(mine[0]?.object).toMatch(/\w/);
  });

  test('is silent on the other', () => {
    expect(found(examples.passes.at(-1)).map(({ rule }) => rule)).not.toContain(id);
  });
});

test('every rule says why and what to do, and answers a ready question', () => {
  const asked = readyQuestions.flatMap(({ rules }) => [...rules]);
  expect(asked.toSorted()).toEqual(ruleIds.toSorted());
  for (const { title, why, mend } of Object.values(detectionRules)) {
    expect([title.length < 60, why.length > 40, mend.length > 40]).toEqual([true, true, true]);
  }
  expect(ruleRow('__proto__')).toBeNull();
});

test('docs/detections.md says what the table says', async () => {
  await expect(rulesMarkdown()).toMatchFileSnapshot('../../../docs/detections.md');
});

test('what was only tried weighs less', () => {
  const tried = { ...statelessRules.trail_stopped.examples.fires[0], errorCode: 'AccessDenied' };
  expect(found(tried)).toMatchObject([{ rule: 'trail_stopped', severity: 'medium' }]);
});

test('examples are records of CloudTrail, each with an id of its own, oldest first', () => {
  for (const { examples } of Object.values(detectionRules)) {
    for (const list of [examples.fires, examples.passes] as Example[]) {
      const read = list.map((record) => parseRecord(JSON.stringify(record)));
      expect(read.every(({ ok }) => ok)).toBe(true);
      const times = list.map((record) => String(record.eventTime));
      expect(times).toEqual(times.toSorted());
      expect(new Set(list.map((record) => record.eventID)).size).toBe(list.length);
    }
  }
});

const event = (source: string, name: string, requestParameters: unknown, more: object = {}): Loose => ({
  ...detectionRules.bucket_deleted.examples.fires[0],
  eventSource: `${source}.amazonaws.com`,
  eventName: name,
  requestParameters,
  ...more,
});

test.each<[string, Loose, string[]]>([
  ['a name of another service', event('evil', 'StopLogging', { name: 'x' }), []],
  [
    'an attempt that was refused',
    event('cloudtrail', 'StopLogging', { name: 'x' }, { errorCode: 'AccessDenied' }),
    ['trail_stopped'],
  ],
  ['an attempt that failed', event('cloudtrail', 'StopLogging', { name: 'x' }, { errorCode: 'TrailNotFoundException' }), []],
  ['a key that was not disabled', event('kms', 'DisableKey', { keyId: 'x' }, { errorCode: 'AccessDenied' }), []],
  [
    'two basic selectors that log all between them',
    event('cloudtrail', 'PutEventSelectors', {
      eventSelectors: [
        { readWriteType: 'ReadOnly', includeManagementEvents: true },
        { readWriteType: 'All', includeManagementEvents: true },
      ],
    }),
    [],
  ],
  [
    'an advanced selector without the management events',
    event('cloudtrail', 'PutEventSelectors', {
      advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Data'] }] }],
    }),
    ['trail_narrowed'],
  ],
  [
    'an advanced selector of all management events',
    event('cloudtrail', 'PutEventSelectors', {
      advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equals: ['Management'] }] }],
    }),
    [],
  ],
  [
    'an advanced selector without one service',
    event('cloudtrail', 'PutEventSelectors', {
      advancedEventSelectors: [
        {
          fieldSelectors: [
            { field: 'eventCategory', equals: ['Management'] },
            { field: 'eventSource', notEquals: ['kms.amazonaws.com'] },
          ],
        },
      ],
    }),
    ['trail_narrowed'],
  ],
  [
    'a canned public ACL',
    event('s3', 'PutBucketAcl', { bucketName: 'b', 'x-amz-acl': ['public-read'] }),
    ['bucket_access_changed', 'made_public'],
  ],
  [
    'an ACL for every AWS account',
    event('s3', 'PutBucketAcl', {
      bucketName: 'b',
      AccessControlPolicy: {
        AccessControlList: {
          Grant: {
            Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' },
            Permission: 'READ',
          },
        },
      },
    }),
    ['bucket_access_changed', 'made_public'],
  ],
  ['a private ACL', event('s3', 'PutBucketAcl', { bucketName: 'b', 'x-amz-acl': ['private'] }), ['bucket_access_changed']],
  [
    'a notebook whose request says nothing',
    event('sagemaker', 'CreateNotebookInstance', { notebookInstanceName: 'n' }),
    ['notebook_opened_up'],
  ],
  ['an update of a notebook that says nothing', event('sagemaker', 'UpdateNotebookInstance', { notebookInstanceName: 'n' }), []],
  [
    'a script that is not base64',
    event('sagemaker', 'CreateStudioLifecycleConfig', { studioLifecycleConfigContent: '<script>' }),
    [],
  ],
  ['parameters that are none', event('cloudtrail', 'PutEventSelectors', 'all'), []],
  [
    'parameters of other types',
    event('cloudtrail', 'PutEventSelectors', { eventSelectors: { a: [1] }, advancedEventSelectors: 7 }),
    [],
  ],
])('%s', (_, record, rules) => {
  expect(
    found(record)
      .map(({ rule }) => rule)
      .toSorted(),
  ).toEqual(rules.toSorted());
});
