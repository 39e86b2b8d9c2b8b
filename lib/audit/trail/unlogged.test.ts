import { expect, test } from 'vitest';
import { logsChanges, unlogged } from './unlogged.ts';

const data = ['who invoked endpoints', 'who read and wrote features'];
const whole = { isMultiRegion: true, region: 'eu-west-1' };
const management = { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };

test.each<[string, object | null, string[]]>([
  ['basic, all management events', { basic: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }, data],
  [
    'basic, writes alone',
    { basic: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] },
    ['management events that only read', ...data],
  ],
  ['basic, none', { basic: [{ ReadWriteType: 'All', IncludeManagementEvents: false }] }, ['management events', ...data]],
  [
    'basic, without KMS',
    { basic: [{ IncludeManagementEvents: true, ExcludeManagementEventSources: ['kms.amazonaws.com'] }] },
    ['events of kms.amazonaws.com', ...data],
  ],
  ['advanced, all management events', { basic: [], advanced: [management] }, data],
  [
    'advanced, with endpoints',
    {
      advanced: [
        management,
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::SageMaker::Endpoint'] },
          ],
        },
      ],
    },
    ['who read and wrote features'],
  ],
  [
    'advanced, reads alone',
    { advanced: [{ FieldSelectors: [...management.FieldSelectors, { Field: 'readOnly', Equals: ['true'] }] }] },
    ['management events that change something', ...data],
  ],
  [
    'what is no selector at all',
    { basic: [null, 'x', { DataResources: 7 }], advanced: {} as unknown[] },
    ['management events', ...data],
  ],
  ['not known', null, ['what it selects is not known']],
])('%s', (_, selectors, words) => {
  expect(unlogged({ ...whole, selectors })).toEqual(words);
});

test('a trail of one Region leaves out the others', () => {
  const selectors = { basic: [{ IncludeManagementEvents: true }] };
  expect(unlogged({ isMultiRegion: false, region: 'eu-west-1', selectors })[0]).toBe('Regions other than eu-west-1');
});

test.each<[object | null, boolean]>([
  [null, false],
  [{ basic: [{ ReadWriteType: 'All', IncludeManagementEvents: true }] }, true],
  [{ basic: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] }, true],
  [{ basic: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: true }] }, false],
  [{ basic: [{ IncludeManagementEvents: false }] }, false],
  [{ advanced: [management] }, true],
  [{ advanced: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] }, false],
])('whether it logs changes: %j', (selectors, isSo) => expect(logsChanges({ selectors })).toBe(isSo));
