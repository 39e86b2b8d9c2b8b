import { Dice, weighted, zipf } from './audit-dice.ts';

/** `work`: roles of machines and jobs, `people`: roles of Identity Center, and IAM users; `service`: AWS itself, on its own behalf. */
export type PrincipalKind = 'people' | 'work' | 'service';

/** Who calls, in one account. */
export type Principal = {
  kind: PrincipalKind;
  number: number;
  account: string;
  /** Where most of its calls go. */
  region: string;
  /** Null for an AWS service. */
  arn: string | null;
  /** What `userIdentity` holds while it uses one key: the JSON text between its braces. */
  identity: (key: { accessKeyId: string; createdAt: string }) => string;
  addresses: readonly string[];
  /** So many keys are in use at once: each job, container and browser has its own. */
  keysAtOnce: number;
  userAgent: string;
};

const keysAtOnce = { people: 3, machine: 1, jobs: 12, service: 1 } as const;
export const mostKeys = Math.max(...Object.values(keysAtOnce));

export const regions = [
  ...['us-east-1', 'eu-west-1', 'us-west-2', 'eu-central-1'],
  ...['ap-southeast-2', 'ap-northeast-1', 'us-east-2', 'ca-central-1'],
] as const;
const principalCount = 4000;
const accountCount = 20;

export const teams = ['vision', 'search', 'speech', 'ranking', 'fraud', 'forecast', 'language', 'research'] as const;
const firstNames =
  'ada ben carla dmitri elif farah goran hanna ivo jana kofi lena mei nils olga pia quinn rosa sven tara uma'.split(' ');
const lastNames = 'abel bauer costa dubois eriksen fischer garcia huang ito jensen klein lopez moreau novak okafor patel'.split(
  ' ',
);
const permissionSets = ['DataScientist', 'MLEngineer', 'PlatformAdmin', 'ReadOnly', 'BillingView', 'SecurityAudit'];
const workRoles = ['sagemaker-execution', 'training', 'inference', 'etl', 'feature-store', 'deploy', 'notebook', 'metrics-agent'];
const services = ['sagemaker', 'ec2', 'lambda', 'states', 'events', 'autoscaling', 'config', 'resource-explorer-2'];

/** Machines are not kept alike: each has its own patch level. */
const peopleAgents: readonly ((dice: Dice) => string)[] = [
  (dice) =>
    `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${138 + dice.below(5)}.0.0.0`,
  (dice) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${140 + dice.below(5)}.0) Gecko/20100101`,
  (dice) =>
    `aws-cli/2.${dice.below(32)}.${dice.below(20)} md/awscrt#0.28.2 os/macos#24.${dice.below(7)}.0 lang/python#3.13.${dice.below(10)}`,
  (dice) =>
    `Boto3/1.40.${dice.below(62)} os/linux#6.8.0-10${dice.below(99)}-aws lang/python#3.11.14 AWS-SageMaker-Python-SDK/2.${dice.below(254)}.1`,
];
const workAgents: readonly ((dice: Dice) => string)[] = [
  (dice) =>
    `Boto3/1.34.${dice.below(150)} md/Botocore#1.34.${dice.below(150)} os/linux#5.10.245-241.${dice.below(999)}.amzn2.x86_64`,
  (dice) =>
    `aws-sdk-java/2.35.${dice.below(20)} md/io#async os/Linux#5.10.244-240.${dice.below(999)}.amzn2.x86_64 lang/java#17.0.17`,
  (dice) => `aws-sdk-go-v2/1.39.${dice.below(9)} os/linux lang/go#1.24.${dice.below(9)} api/s3#1.88.${dice.below(9)} m/E,g,N`,
  (dice) =>
    `APN/1.0 HashiCorp/1.0 Terraform/1.13.${dice.below(9)} terraform-provider-aws/6.${dice.below(18)}.0 aws-sdk-go-v2/1.39.4`,
];

const sessionOf = (role: { account: string; name: string; path: string; id: string; more: string }, session: string) => {
  const { account, name, path, id, more } = role;
  const arn = `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
  const issuer = `{"type":"Role","principalId":"${id}","arn":"arn:aws:iam::${account}:role/${path}${name}","accountId":"${account}","userName":"${name}"}`;
  const identity: Principal['identity'] = ({ accessKeyId, createdAt }) =>
    `"type":"AssumedRole","principalId":"${id}:${session}","arn":"${arn}","accountId":"${account}","accessKeyId":"ASIA${accessKeyId}","sessionContext":{"sessionIssuer":${issuer},"attributes":{"creationDate":"${createdAt}","mfaAuthenticated":"false"}${more}}`;
  return { arn, identity };
};

type Seat = { account: string; region: string; dice: Dice; number: number };

function person({ account, region, dice, number }: Seat): Principal {
  const name = `${dice.pick(firstNames)}.${dice.pick(lastNames)}`;
  const common = {
    kind: 'people',
    number,
    account,
    region,
    keysAtOnce: keysAtOnce.people,
    userAgent: dice.pick(peopleAgents)(dice),
  } as const;
  const addresses = Array.from(
    { length: 4 },
    () => `${20 + dice.below(180)}.${dice.below(256)}.${dice.below(256)}.${dice.below(256)}`,
  );
  if (number % 6 === 0) {
    const arn = `arn:aws:iam::${account}:user/${name}`;
    const id = dice.id(17);
    const identity: Principal['identity'] = () =>
      `"type":"IAMUser","principalId":"AIDA${id}","arn":"${arn}","accountId":"${account}","accessKeyId":"AKIA${id.slice(1)}","userName":"${name}"`;
    return { ...common, addresses, arn, identity };
  }
  const set = dice.pick(permissionSets);
  const role = new Dice('permission set', account, set);
  const path = `aws-reserved/sso.amazonaws.com/${region === 'us-east-1' ? '' : `${region}/`}`;
  const named = { account, name: `AWSReservedSSO_${set}_${role.hex(4)}`, path, id: `AROA${role.id(17)}`, more: '' };
  return { ...common, addresses, ...sessionOf(named, `${name}@example.com`) };
}

function workload({ account, region, dice, number }: Seat): Principal {
  const [team, work] = [dice.pick(teams), dice.pick(workRoles)];
  const name = `${team}-${work}`;
  const isMachine = number % 3 === 0;
  const session = isMachine ? `i-0${dice.hex(4)}` : work.startsWith('sagemaker') ? 'SageMaker' : `${work}-${dice.hex(2)}`;
  const more = isMachine ? ',"ec2RoleDelivery":"2.0"' : '';
  const role = { account, name, path: '', id: `AROA${new Dice('role', account, name).id(17)}`, more };
  // An account has two VPCs, of 65,536 addresses each.
  const first = new Dice('network', account).below(127) * 2;
  const instances = isMachine ? 1 : 12;
  const addresses = Array.from({ length: instances }, () => `10.${first + dice.below(2)}.${dice.below(256)}.${dice.below(256)}`);
  return {
    kind: 'work',
    number,
    account,
    region,
    addresses,
    keysAtOnce: isMachine ? keysAtOnce.machine : keysAtOnce.jobs,
    userAgent: dice.pick(workAgents)(dice),
    ...sessionOf(role, session),
  };
}

function service({ account, region, dice, number }: Seat): Principal {
  const name = `${dice.pick(services)}.amazonaws.com`;
  const identity = () => `"type":"AWSService","invokedBy":"${name}"`;
  return {
    kind: 'service',
    number,
    account,
    region,
    arn: null,
    identity,
    addresses: [name],
    keysAtOnce: keysAtOnce.service,
    userAgent: name,
  };
}

const makers = [workload, person, service];
const makerOf = weighted([58, 37, 5]);

/** Those of an organization, the busiest first: their number, accounts and Regions are drawn by how often each comes. */
export function principalsOf(seed: string): Principal[] {
  const dice = new Dice('principals', seed);
  const accounts = Array.from({ length: accountCount }, () =>
    String(100_000_000_000 + Math.floor(dice.next() * 899_999_999_999)),
  );
  const [account, region] = [zipf(accounts.length), zipf(regions.length)];
  return Array.from({ length: principalCount }, (_, number) => {
    const make = makers[makerOf(dice.next())] as (typeof makers)[number];
    return make({
      ...{ dice, number },
      account: accounts[account(dice.next())] as string,
      region: regions[region(dice.next())] as string,
    });
  });
}
