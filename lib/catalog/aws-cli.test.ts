import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { describeCli, filterLogsCli, getMetricDataCli, shellWord } from './aws-cli.ts';
import { consoleLink, logGroupLink } from './console-links.ts';
import { kindIds } from './resource-kinds.ts';

const place = { account: '111122223333', region: 'eu-west-1', name: 'search-ranker-v7', arn: '' };

test.each(["it's", '$(touch x)', '`id`', 'a b', '"', "'; rm -rf /", '\\', 'plain-name_1.2/3', ''])(
  'bash reads %j as it is',
  (text) => {
    expect(execFileSync('bash', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);

describe('describeCli', () => {
  test.each([
    ['endpoint', 'aws sagemaker describe-endpoint --endpoint-name search-ranker-v7 --region eu-west-1'],
    ['endpoint_config', 'aws sagemaker describe-endpoint-config --endpoint-config-name search-ranker-v7 --region eu-west-1'],
    [
      'notebook_instance',
      'aws sagemaker describe-notebook-instance --notebook-instance-name search-ranker-v7 --region eu-west-1',
    ],
    ['alarm', 'aws cloudwatch describe-alarms --alarm-names search-ranker-v7 --region eu-west-1'],
  ] as const)('%s', (kind, line) => {
    expect(describeCli(kind, place)).toBe(line);
  });

  test('every kind has one', () => {
    for (const kind of kindIds) expect(describeCli(kind, place)).toMatch(/^aws [a-z-]+ (describe|list)-[a-z-]+ --/);
  });
});

test('getMetricDataCli carries what GetMetricData takes', () => {
  const call = {
    namespace: 'AWS/SageMaker',
    metric: 'ModelLatency',
    dimensions: [{ Name: 'EndpointName', Value: "o'e" }],
    statistic: 'p99',
  };
  const line = getMetricDataCli('eu-west-1', [call], { from: 0, to: 60_000 });
  const json = execFileSync('bash', ['-c', `aws() { printf %s "\${!#}"; }; ${line}`], { encoding: 'utf8' });
  expect(JSON.parse(json)).toMatchObject({
    StartTime: '1970-01-01T00:00:00.000Z',
    MetricDataQueries: [{ Id: 'm1', MetricStat: { Stat: 'p99', Period: 60, Metric: { Dimensions: [{ Value: "o'e" }] } } }],
  });
});

test('links name account, Region and thing', () => {
  expect(consoleLink('endpoint', place)).toBe(
    'https://eu-west-1.console.aws.amazon.com/sagemaker/home?account=111122223333&region=eu-west-1#/endpoints/search-ranker-v7',
  );
  expect(logGroupLink('1', 'us-east-1', '/aws/sagemaker/Endpoints/e')).toContain(
    'log-group/$252Faws$252Fsagemaker$252FEndpoints$252Fe',
  );
  const window = { from: 1, to: 2 };
  const line = 'aws logs filter-log-events --region eu-west-1 --log-group-name /aws/x';
  expect(filterLogsCli('eu-west-1', { group: '/aws/x' }, window)).toBe(`${line} --start-time 1 --end-time 2`);
  expect(filterLogsCli('eu-west-1', { group: '/aws/x', streamPrefix: 'y/' }, window)).toBe(
    `${line} --log-stream-name-prefix y/ --start-time 1 --end-time 2`,
  );
  expect(filterLogsCli('eu-west-1', { group: '/aws/x', stream: 'y' }, window)).toBe(
    `${line} --log-stream-names y --start-time 1 --end-time 2`,
  );
});
