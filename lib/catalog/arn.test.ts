import { expect, test } from 'vitest';
import { parseArn, parseConsoleUrl, parsePasted } from './arn.ts';
import { type ResourceKind, resourceKinds } from './resource-kinds.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

test.each([
  [
    'arn:aws:sagemaker:eu-west-1:111122223333:endpoint/search-ranker-v7',
    { ...place, kind: 'endpoint', name: 'search-ranker-v7' },
  ],
  ['  arn:aws:sagemaker:eu-west-1:111122223333:training-job/a-1\n', { ...place, kind: 'training_job', name: 'a-1' }],
  ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:p99 too high', { ...place, kind: 'alarm', name: 'p99 too high' }],
  ['arn:aws:sagemaker:eu-west-1:111122223333:pipeline/nightly', { ...place, kind: 'pipeline', name: 'nightly' }],
  [
    'arn:aws:sagemaker:eu-west-1:111122223333:pipeline/nightly/execution/x1',
    { ...place, kind: 'pipeline_execution', name: 'x1' },
  ],
  ['arn:aws:sagemaker:eu-west-1:111122223333:workteam/private-crowd/crew', { ...place, name: 'crew' }],
  ['arn:aws:iam::111122223333:role/ci-deploy', { account: '111122223333', name: 'ci-deploy' }],
  ['arn:aws-cn:s3:::bucket', { name: 'bucket' }],
])('ARN %s', (text, expected) => {
  expect(parseArn(text)).toMatchObject(expected);
});

const linked = (Object.keys(resourceKinds) as ResourceKind[]).filter((kind) => resourceKinds[kind].console?.includes('{name}'));

test.each(linked)('the catalogue’s own console link of a %s reads back', (kind) => {
  const path = resourceKinds[kind].console?.replace('{region}', 'us-east-1').replace('{name}', 'my-thing.1');
  expect(parseConsoleUrl(`https://us-east-1.console.aws.amazon.com${path}`)).toEqual({
    region: 'us-east-1',
    kind,
    name: 'my-thing.1',
  });
});

test.each([
  [
    'https://console.aws.amazon.com/sagemaker/home?region=eu-west-1#/endpoints/a%20b',
    { region: 'eu-west-1', kind: 'endpoint', name: 'a b' },
  ],
  [
    'https://111122223333-abc1.eu-west-1.console.aws.amazon.com/sagemaker/home#/endpoints/a',
    { account: '111122223333', region: 'eu-west-1', kind: 'endpoint', name: 'a' },
  ],
  ['https://eu-west-1.console.aws.amazon.com/lambda/home#/functions/f', { region: 'eu-west-1', name: 'f' }],
  ['https://eu-west-1.console.aws.amazon.com/sagemaker/home#/endpoints/%E0%A4%A', { kind: 'endpoint', name: '%E0%A4%A' }],
])('console URL %s', (text, expected) => {
  expect(parseConsoleUrl(text)).toMatchObject(expected);
});

test.each(['https://example.com/#/endpoints/a', 'https://console.aws.amazon.com.evil.test/#/endpoints/a', 'not a url'])(
  '%s is no console URL',
  (text) => {
    expect(parseConsoleUrl(text)).toBeNull();
  },
);

test('whatever else was typed is a name', () => {
  expect(parsePasted('  search-ranker ')).toEqual({ name: 'search-ranker' });
});
