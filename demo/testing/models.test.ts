import { describe, expect, test } from 'vitest';
import { hasModels, validateOutput } from './models.ts';

const sound = { EndpointArn: 'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/a' };
const endpoint = {
  EndpointName: 'a',
  ...sound,
  EndpointConfigName: 'c',
  EndpointStatus: 'InService',
  CreationTime: 1_700_000_000.5,
  LastModifiedTime: 1_700_000_000,
};

describe.skipIf(!hasModels())('answers held against the service models', () => {
  test.each([
    ['a sound answer', endpoint, []],
    ['a missing member', { ...endpoint, EndpointStatus: undefined }, ['EndpointStatus: required, missing']],
    ['an unknown member', { ...endpoint, Status: 'x' }, ['Status: unknown member']],
    ['an unknown value', { ...endpoint, EndpointStatus: 'Fine' }, ['EndpointStatus: expected one of']],
    ['a time in milliseconds', { ...endpoint, CreationTime: 1_700_000_000_000 }, ['CreationTime: expected epoch seconds']],
    ['a wrong type', { ...endpoint, EndpointName: 7 }, ['EndpointName: expected text']],
    ['a wrong pattern', { ...endpoint, EndpointName: '-a_' }, ['EndpointName: expected text like']],
  ])('%s', (_, output, faults) => {
    const found = validateOutput('sagemaker', 'DescribeEndpoint', output);
    expect(found).toHaveLength(faults.length);
    for (const [index, fault] of faults.entries()) expect(found[index]).toContain(fault);
  });

  test('an unknown operation', () => {
    expect(validateOutput('sts', 'Nothing', {})).toEqual(['sts has no operation Nothing']);
  });
});
