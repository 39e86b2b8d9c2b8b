import { lastPart } from '../text.ts';
import { actorWords } from './actor.ts';
import { denied, example } from './example.ts';
import type { Guard } from './guards.ts';
import { type Rule, textOf } from './rule.ts';

const roleOf = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const pass = (role: string, at: string) =>
  example('sagemaker', 'CreateTrainingJob', {
    at,
    request: { trainingJobName: `fit-${at.slice(8, 10)}`, roleArn: roleOf(role) },
  });
const from = (address: string, at: string) => example('sagemaker', 'ListModels', { at, more: { sourceIPAddress: address } });
const opened = (at: string, more = {}) =>
  example('sagemaker', 'CreatePresignedNotebookInstanceUrl', { at, request: { notebookInstanceName: 'fraud-lab' }, more });
const refused = (count: number) =>
  Array.from({ length: count }, (_, second) =>
    example('kms', 'Decrypt', { at: `2026-11-12T09:00:${10 + second}Z`, request: { keyId: 'alias/fraud' }, more: denied }),
  );

/** A version that has everything, and one that lacks what `without` names. */
const versions = (without: Record<string, unknown>) => {
  const whole = {
    roleArn: roleOf('SageMakerTraining'),
    enableNetworkIsolation: true,
    enableInterContainerTrafficEncryption: true,
    vpcConfig: { subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
    resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 50, volumeKmsKeyId: 'alias/ml' },
  };
  const job = (day: string, more: object) =>
    example('sagemaker', 'CreateTrainingJob', {
      at: `2026-11-${day}T09:00:00Z`,
      request: { trainingJobName: `fit-202611${day}`, ...whole, ...more },
    });
  return { fires: [job('11', {}), job('12', without)], passes: [job('11', {}), job('12', {})] };
};

const removed = (what: string): Pick<Rule, 'severity' | 'says' | 'mend'> => ({
  severity: 'high',
  mend: `Start it again with ${what}, and have a policy demand that: SageMaker has a condition key for it.`,
  says: (found) => `the one before it, of ${textOf(found, 'before')}, had it`,
});

/** Rules that need what was seen before; lib/store/detections holds that. */
export const statefulRules = {
  role_passed_first: {
    title: 'A role was passed for the first time',
    severity: 'medium',
    why: 'Whoever passes a role to a job or notebook can act with all its rights: the shortest way to more than one’s own.',
    needs: 'It needs two weeks of the account’s events: before that, every role would be a first.',
    mend: 'Ask whether this person was meant to use this role. Narrow iam:PassRole to the roles that they need.',
    says: (found) => `${actorWords(textOf(found, 'by'))} had never passed ${lastPart(textOf(found, 'role'))} before`,
    examples: {
      fires: [
        pass('Daily', '2026-10-25T09:00:00Z'),
        pass('Daily', '2026-11-11T09:00:00Z'),
        pass('Admin', '2026-11-12T09:00:00Z'),
      ],
      passes: [pass('Daily', '2026-10-25T09:00:00Z'), pass('Daily', '2026-11-12T09:00:00Z')],
    },
  },
  unusual_network: {
    title: 'Somebody came from outside their usual network',
    severity: 'medium',
    why: 'Stolen credentials are used from elsewhere: a network that this user or role never came from is the first sign.',
    needs: 'It needs a week of events of the same user or role: before that, every network would be new.',
    mend: 'Ask whether it was them. If not, disable the user or end the role’s sessions, and read all that came from this network.',
    says: (found) => `${actorWords(textOf(found, 'by'))} had never come from ${textOf(found, 'network')} before`,
    examples: {
      fires: [from('198.51.100.7', '2026-11-01T09:00:00Z'), from('192.0.2.77', '2026-11-12T09:00:00Z')],
      passes: [from('198.51.100.7', '2026-11-01T09:00:00Z'), from('198.51.100.99', '2026-11-12T09:00:00Z')],
    },
  },
  denied_then_allowed: {
    title: 'Denied, then allowed',
    severity: 'medium',
    why: 'What was refused went well within the hour: somebody gave the right in between, or found a way around.',
    mend: 'Look at what happened in between: a changed policy, another role, a new trust.',
    says: (found) => `denied ${textOf(found, 'minutes')} min before`,
    examples: {
      fires: [opened('2026-11-12T09:00:00Z', denied), opened('2026-11-12T09:20:00Z')],
      passes: [opened('2026-11-12T09:00:00Z', denied), opened('2026-11-12T11:20:00Z')],
    },
  },
  denial_burst: {
    title: 'Many denials in a short time',
    severity: 'high',
    why: 'Somebody, or something with their credentials, tries out what it may do.',
    mend: 'Look at what was tried. If it was not a mistake in a policy or script, end the sessions and rotate the keys.',
    says: (found) => `${textOf(found, 'count')} within twenty minutes, such as ${textOf(found, 'actions')}`,
    examples: { fires: refused(10), passes: refused(9) },
  },
  network_isolation_removed: {
    ...removed('EnableNetworkIsolation'),
    title: 'Network isolation was removed',
    why: 'Containers that could reach nothing can now send training data and models anywhere.',
    examples: versions({ enableNetworkIsolation: false }),
  },
  traffic_encryption_removed: {
    ...removed('EnableInterContainerTrafficEncryption'),
    title: 'Encryption between containers was removed',
    why: 'Training data and gradients now cross the network between instances as they are.',
    examples: versions({ enableInterContainerTrafficEncryption: false }),
  },
  vpc_removed: {
    ...removed('a VpcConfig'),
    title: 'The VPC was removed',
    why: 'It no longer runs in your network, past your firewalls, endpoints and flow logs.',
    examples: versions({ vpcConfig: undefined }),
  },
  volume_key_removed: {
    ...removed('a KMS key for its volumes'),
    title: 'The KMS key of the volumes was removed',
    why: 'Its volumes are no longer under a key that you can disable, audit, or deny.',
    examples: versions({ resourceConfig: { instanceType: 'ml.m5.large', instanceCount: 2, volumeSizeInGB: 50 } }),
  },
} as const satisfies Record<string, Rule>;

export const guardRules = {
  isolation: 'network_isolation_removed',
  traffic: 'traffic_encryption_removed',
  vpc: 'vpc_removed',
  volume_key: 'volume_key_removed',
} as const satisfies Record<Guard, keyof typeof statefulRules>;
