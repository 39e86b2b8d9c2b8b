import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AwsError } from '../../aws-error.ts';
import { compose } from '../../scenario/compose.ts';
import { hasModels, inputMembers } from '../../testing/models.ts';
import { registryOf } from '../registry.ts';
import { checkInput } from './check.ts';

/** GetMetricData, GetMetricStatistics, CloudTrail, S3 and STS refuse in words and codes of their own. */
const own = /^(sts|s3|cloudtrail)\.|\.GetMetric/;

const served = (): string[] =>
  [...registryOf(compose({ seed: 'test', scale: { endpoints: 1 } })).keys()].filter((name) => !own.test(name)).sort();

/** A pattern of Java that JavaScript cannot read is left out. */
function readable(pattern: string | undefined): string {
  try {
    return pattern && new RegExp(pattern, 'us') ? pattern : '';
  } catch {
    return '';
  }
}

test.skipIf(!hasModels())('the rows are what AWS publishes, of every operation that is served', () => {
  const rows = served().flatMap((name) => {
    const [service = '', operation = ''] = name.split('.');
    return inputMembers(service, operation).map(({ member, isRequired, type, min, max, words, pattern }) =>
      [name, member, isRequired ? 'required' : '', type, min ?? '', max ?? '', words?.join('|') ?? '', readable(pattern)].join(
        '\t',
      ),
    );
  });
  const [, ...written] = readFileSync(join(import.meta.dirname, 'constraints.tsv'), 'utf8')
    .replace(/\n$/, '')
    .split('\n');
  expect(written).toEqual(rows);
});

const refusal = (name: string, input: Record<string, unknown>): string => {
  try {
    checkInput(name, input);
    return '';
  } catch (error) {
    return error instanceof AwsError ? `${error.code}: ${error.message}` : String(error);
  }
};

describe('refuses', () => {
  test.each([
    [
      'sagemaker.ListEndpoints',
      { SortBy: 'Foo' },
      "ValidationException: 1 validation error detected: Value 'Foo' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [Name, CreationTime, Status]",
    ],
    [
      'sagemaker.ListEndpoints',
      { MaxResults: 101 },
      "ValidationException: 1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'sagemaker.ListEndpoints',
      { MaxResults: '5' },
      'SerializationException: The value of MaxResults could not be read as whole.',
    ],
    [
      'sagemaker.ListEndpoints',
      { CreationTimeAfter: '2026-01-01' },
      'SerializationException: The value of CreationTimeAfter could not be read as time.',
    ],
    [
      'sagemaker.DescribeEndpoint',
      {},
      "ValidationException: 1 validation error detected: Value null at 'endpointName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'sagemaker.DescribeEndpoint',
      { EndpointName: 'a b' },
      "ValidationException: 1 validation error detected: Value 'a b' at 'endpointName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    ],
    [
      'logs.DescribeLogGroups',
      { limit: 51 },
      "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
    ],
    [
      'cloudwatch.DescribeAlarms',
      { StateValue: 'x', MaxRecords: 0 },
      "ValidationException: 2 validation errors detected: Value 'x' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [OK, ALARM, INSUFFICIENT_DATA]; Value '0' at 'maxRecords' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'cloudwatch.ListMetrics',
      { Dimensions: Array.from({ length: 11 }, () => ({ Name: 'a' })) },
      "ValidationException: 1 validation error detected: Value '[11 members]' at 'dimensions' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
    ['sagemaker.ListEndpoints', { SortBy: 'Name', MaxResults: 1, NameContains: 'search' }, ''],
  ])('%s %j', (name, input, expected) => expect(refusal(name, input)).toBe(expected));
});
