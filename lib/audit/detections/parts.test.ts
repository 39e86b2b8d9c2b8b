import { describe, expect, test } from 'vitest';
import { actorOf } from './actor.ts';
import { guardsOf, lineageOf } from './guards.ts';
import { networkOf } from './network.ts';
import { passedRoles } from './passed-roles.ts';
import { diffScripts, scriptsOf } from './scripts.ts';

test.each([
  ['198.51.100.7', '198.51.100.0/24'],
  ['10.3.250.9', '10.3.0.0/16'],
  ['172.31.7.9', '172.31.0.0/16'],
  ['172.32.7.9', '172.32.7.0/24'],
  ['100.64.7.9', '100.64.0.0/16'],
  ['2001:db8:7::1', '2001:db8:7::/48'],
  ['2001:DB8:0007:0:1:2:3:4', '2001:db8:7::/48'],
  ['::1', '0:0:0::/48'],
  ['sagemaker.amazonaws.com', null],
  ['AWS Internal', null],
  ['1.2.3', null],
  ['300.1.1.1', null],
  ['2001:db8', null],
  ['1::2::3', null],
  [':'.repeat(45), null],
  [null, null],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each([
  [{ who: 'ada', through: 'SSO Developer', userType: 'AssumedRole' }, 'user:ada'],
  [{ who: 'botocore-session-1', through: 'ci-deploy', userType: 'AssumedRole' }, 'role:ci-deploy'],
  [{ who: 'bob', through: null, userType: 'IAMUser' }, 'user:bob'],
  [{ who: 'root', through: null, userType: 'Root' }, 'root'],
  [{ who: 'config.amazonaws.com', through: 'AWSServiceRoleForConfig', userType: 'AssumedRole' }, null],
  [{ who: 'sagemaker.amazonaws.com', through: null, userType: 'AWSService' }, null],
  [{ who: 'unknown', through: null, userType: null }, null],
])('whose habits %j belong to: %s', (event, actor) => {
  expect(actorOf(event)).toBe(actor);
});

test.each([
  ['fraud-train-20261129-0300', 'fraud-train-*-*'],
  ['search-ranker-v7', 'search-ranker-*'],
  ['pipelines-k2vq7xab-Train-9f3c1a22', 'pipelines-*-Train-*'],
  ['nightly', 'nightly'],
])('%s is of %s', (name, lineage) => {
  expect(lineageOf(name)).toBe(lineage);
});

describe('how a request protects what it makes', () => {
  test.each<[string, Record<string, unknown>, string[] | null]>([
    [
      'CreateTrainingJob',
      { trainingJobName: 'a', vpcConfig: { subnets: ['s'] }, enableNetworkIsolation: true },
      ['isolation', 'vpc'],
    ],
    ['CreateTrainingJob', { trainingJobName: 'a', vpcConfig: { subnets: [] }, enableNetworkIsolation: 'false' }, []],
    [
      'CreateProcessingJob',
      {
        processingJobName: 'a',
        networkConfig: { enableInterContainerTrafficEncryption: true },
        processingResources: { clusterConfig: { volumeKmsKeyId: 'k' } },
      },
      ['traffic', 'volume_key'],
    ],
    [
      'CreateHyperParameterTuningJob',
      { hyperParameterTuningJobName: 'a', trainingJobDefinition: { resourceConfig: { volumeKmsKeyId: 'k' } } },
      ['volume_key'],
    ],
    ['CreateEndpointConfig', { endpointConfigName: 'a', kmsKeyId: 'k' }, ['volume_key']],
    ['CreateNotebookInstance', { notebookInstanceName: 'a', subnetId: 's' }, ['vpc']],
    ['CreateTrainingJob', {}, null],
    ['toString', { trainingJobName: 'a' }, null],
  ])('%s %j', (eventName, request, guards) => {
    expect(guardsOf(eventName, request)?.guards ?? null).toEqual(guards);
  });
});

test('roles that a request hands on, and nothing that only looks like one', () => {
  const role = 'arn:aws:iam::111122223333:role/service/X';
  expect(passedRoles({ roleArn: role, a: [{ executionRoleArn: `${role}2` }], roleName: role })).toEqual([role, `${role}2`]);
  expect(
    passedRoles({ roleArn: 'arn:aws:iam::1:role/x', executionRoleArn: `${role}\n`, tags: [{ key: 'roleArn', value: role }] }),
  ).toEqual([]);
  let deep: Record<string, unknown> = { roleArn: role };
  for (let depth = 0; depth < 5000; depth += 1) deep = { deep };
  expect(passedRoles(deep)).toEqual([]);
});

test('a script is decoded within bounds, and compared line by line', () => {
  const script = (text: string) => ({ onStart: [{ content: btoa(text) }] });
  expect(scriptsOf(script('a\nb\n'))).toEqual([{ hook: 'onStart', text: 'a\nb\n' }]);
  expect(scriptsOf({ onStart: [{ content: 'A'.repeat(20_000) }], onCreate: 'x' })).toEqual([]);
  expect(scriptsOf({ onStart: [{ content: '////' }] })[0]?.text).toMatch(/^\uFFFD+$/);
  expect(diffScripts('a\nb\nc\n', 'a\nx\nc\nd\n').map(({ sign, text }) => `${sign}${text}`)).toEqual([
    ' a',
    '-b',
    '+x',
    ' c',
    '+d',
  ]);
  const long = Array.from({ length: 16_000 }, (_, n) => n % 7).join('\n');
  expect(diffScripts(long, `${long}x`).length).toBeLessThanOrEqual(800);
});
