import { expect, test } from 'vitest';
import { answeredFacts, briefly } from './security-facts.ts';

const value = (kind: Parameters<typeof answeredFacts>[0], description: unknown, label: string) =>
  answeredFacts(kind, description).find((fact) => fact.label === label)?.value;

test.each([
  ['training_job', { EnableNetworkIsolation: false }, 'Network isolation', 'off'],
  ['training_job', {}, 'Network isolation', null],
  ['training_job', { ResourceConfig: { VolumeKmsKeyId: 'k' } }, 'Volume key', 'k'],
  ['model', { Containers: [{ Image: 'a' }, { Image: 'b' }, { Image: 'a' }] }, 'Image', 'a, b'],
  ['notebook_instance', { RootAccess: 'Enabled' }, 'Root access', 'Enabled'],
  ['notebook_instance', { SecurityGroups: ['sg-1', 'sg-2'] }, 'Security groups', 'sg-1, sg-2'],
  ['endpoint', null, 'Capture key', null],
] as const)('%s %j: %s is %s', (kind, description, label, expected) => {
  expect(value(kind, description, label)).toBe(expected);
});

test.each([
  ['arn:aws:iam::111122223333:role/ml/Search', 'role/ml/Search'],
  ['arn:aws:kms:eu-west-1:111122223333:key/0b1c', 'key/0b1c'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/ml/serve@sha256:fe8155eb603cdfdd9d95', '…/serve@sha256:fe8155eb603c…'],
  ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/ml/serve:v649', '…/serve:v649'],
  ['s3://ml-prod/models/search/model.tar.gz', '…/model.tar.gz'],
  ['subnet-1, subnet-2', 'subnet-1, subnet-2'],
  ['', ''],
])('%s is shown as %s', (value, shown) => expect(briefly(value)).toBe(shown));
