import { expect, test } from 'vitest';
import { testDatabase } from '#lib/testing/database.ts';
import { saveAuditEvents } from './audit.ts';

const db = await testDatabase('worker');
let next = 0;

const record = (more: Record<string, unknown>) => ({
  eventID: `h-${next++}`,
  eventTime: '2026-11-19T03:00:12Z',
  eventSource: 'sagemaker.amazonaws.com',
  eventName: 'UpdateEndpoint',
  awsRegion: 'eu-west-1',
  recipientAccountId: '111122223333',
  userIdentity: { type: 'AssumedRole', userName: 'u' },
  requestParameters: { endpointName: 'ranker' },
  ...more,
});

/** Does not compress, so an index entry made of it stays as long as it is. */
const noise = (length: number): string =>
  Array.from({ length }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919 + n * n * 31) % 20_000))).join('');
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const texts = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  noise(5000),
  '\\N',
  '\\.',
  '\t\n\r',
  '{"a":1}',
  '\u202e',
  ' ',
  '\u2028',
];
const fields = ['eventName', 'eventSource', 'awsRegion', 'eventType', 'eventCategory', 'sourceIPAddress', 'userAgent'];
const more = ['vpcEndpointId', 'errorCode', 'errorMessage', 'readOnly', 'eventID', 'eventTime', 'recipientAccountId'];
const odd: unknown[] = [null, Number.MAX_VALUE, -0, 1e300, [], {}, [[]], true, { toString: 1 }, '', { length: 9 }];

const values = [...texts, ...odd];
const cases: Record<string, unknown>[] = [
  ...[...fields, ...more].flatMap((field) => values.map((value) => ({ [field]: value }))),
  ...values.map((value) => ({ userIdentity: value })),
  ...['type', 'userName', 'arn', 'principalId', 'accountId', 'accessKeyId', 'invokedBy', 'sessionContext', 'onBehalfOf'].flatMap(
    (key) => values.map((value) => ({ userIdentity: { type: 'AssumedRole', [key]: value } })),
  ),
  ...values.map((value) => ({ userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: value } } })),
  ...values.map((value) => ({
    userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { userName: value, arn: value } } },
  })),
  ...values.map((value) => ({ requestParameters: value })),
  ...values.map((value) => ({ requestParameters: { endpointName: value, modelName: value, resourceArn: value } })),
  ...values.map((value) => ({ resources: [{ ARN: value, accountId: value, type: value }, value] })),
  ...values.map((value) => ({
    tlsDetails: value,
    responseElements: value,
    serviceEventDetails: value,
    additionalEventData: value,
  })),
  ...texts.flatMap((text) => [
    { requestParameters: { endpointArn: `arn:aws:sagemaker:${text.slice(0, 900)}:111122223333:endpoint/x` } },
    { requestParameters: { endpointArn: `arn:aws:sagemaker:eu-west-1:${text.slice(0, 900)}:endpoint/x` } },
    { requestParameters: { endpointArn: `arn:aws:sagemaker:eu-west-1:111122223333:endpoint/${text.slice(0, 256)}` } },
    {
      requestParameters: {
        endpointArn: `arn:aws:sagemaker:${text.slice(0, 500)}:${text.slice(0, 500)}:endpoint/${text.slice(0, 256)}`,
      },
    },
  ]),
];

test('no value of any field keeps a record, or its neighbours, from being stored', async () => {
  const lost: string[] = [];
  for (const one of cases) {
    const raws = [JSON.stringify(record(one)), JSON.stringify(record({}))];
    const result = await saveAuditEvents(
      db,
      raws.map((raw) => ({ raw, source: 'import' as const })),
      new Date(0),
    ).catch((error: Error) => error.message);
    const isKept = typeof result === 'object' && result.saved + result.quarantined + result.known === 2 && result.saved >= 1;
    if (!isKept) lost.push(`${JSON.stringify(one).slice(0, 120)}: ${JSON.stringify(result)}`);
  }
  expect(lost).toEqual([]);
});

test.each([1000, 100_000, 500_000])('a record nested %d levels deep is stored', async (levels) => {
  const raw = JSON.stringify(record({})).replace('{"endpointName":"ranker"}', `{"endpointName":"ranker","x":${deep(levels)}}`);
  const save = () => saveAuditEvents(db, [{ raw, source: 'import' }], new Date(0));
  expect(await save()).toEqual({ saved: 1, known: 0, quarantined: 0 });
  expect(await save()).toEqual({ saved: 0, known: 1, quarantined: 0 });
});
