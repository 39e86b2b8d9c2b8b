import { describe, expect, test } from 'vitest';
import { handoverOf } from './handover.ts';
import type { Handover, Lane } from './hop.ts';
import { missingBefore, stitchSessions } from './stitch.ts';

const [prod, research, audit] = ['111122223333', '444455556666', '777788889999'];
const t0 = Date.UTC(2026, 10, 27, 9, 0, 0);
const minute = 60_000;
const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const session = (account: string, role: string, name: string, more: object = {}) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE${role}:${name}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  accountId: account,
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${account}:role/${role}`, accountId: account, userName: role },
    attributes: { creationDate: time(t0), mfaAuthenticated: 'false' },
  },
  ...more,
});

/** An AssumeRole record as AWS writes it: read-only, with an answer all the same. */
const assumed = (
  at: number,
  recorded: string,
  {
    by,
    to,
    name,
    key,
    shared,
    source,
  }: Record<'to' | 'name', string> & { by: object; key?: string; shared?: string; source?: string },
): Handover => {
  const [, , , , account, path] = to.split(':');
  const role = path?.split('/').at(-1);
  return handoverOf(
    {
      eventVersion: '1.11',
      userIdentity: by,
      eventTime: time(at),
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      requestParameters: { roleArn: to, roleSessionName: name, ...(source ? { sourceIdentity: source } : {}) },
      responseElements: key
        ? {
            credentials: { accessKeyId: key, sessionToken: 'x', expiration: 'Nov 27, 2026, 10:00:00 AM' },
            assumedRoleUser: { assumedRoleId: `AROA:${name}`, arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}` },
          }
        : null,
      ...(shared ? { sharedEventID: shared } : {}),
      recipientAccountId: recorded,
    },
    { at, account: recorded, eventId: `${recorded} ${key ?? ''} ${at}` },
  );
};

const lane = (account: string, role: string, name: string, more: Partial<Lane> & { key: string | null }): Lane => ({
  id: more.key ?? `${account} ${role} ${name}`,
  accounts: [account],
  who: name,
  through: role,
  userType: 'AssumedRole',
  signedBy: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  sourceIdentity: null,
  identityUser: null,
  mfa: false,
  beganAt: t0,
  firstAt: t0,
  lastAt: t0 + 10 * minute,
  ...more,
});

const roleArn = (account: string, role: string): string => `arn:aws:iam::${account}:role/${role}`;
const told = (chains: ReturnType<typeof stitchSessions>) =>
  chains.map(({ behind, hops, isProved }) => ({
    behind: `${behind.name}, ${behind.proof}`,
    hops: hops.map(({ lane: { key, id }, depth, opener }) =>
      [depth, key ?? id, opener.kind === 'handed' ? opener.tie : opener.kind].join(' '),
    ),
    isProved,
  }));

const user = (name: string, key: string) => ({
  type: 'IAMUser',
  arn: `arn:aws:iam::${prod}:user/${name}`,
  accountId: prod,
  accessKeyId: key,
  userName: name,
});
const userLane = (name: string, key: string): Lane => ({
  ...lane(prod, '', name, { key }),
  through: null,
  userType: 'IAMUser',
  signedBy: `arn:aws:iam::${prod}:user/${name}`,
  beganAt: null,
});

/** ada's key → ci in prod → bridge in research → reader in audit; the copies of both accounts. */
const hops = {
  lanes: [
    lane(audit, 'reader', 'ada', { key: 'ASIA3', sourceIdentity: 'ada', firstAt: t0 + 4 * minute }),
    lane(research, 'bridge', 'ada', { key: 'ASIA2', sourceIdentity: 'ada', firstAt: t0 + 2 * minute }),
    userLane('ada', 'AKIA0'),
    lane(prod, 'ci', 'ada', { key: 'ASIA1', sourceIdentity: 'ada', firstAt: t0 + minute }),
  ],
  handovers: [
    assumed(t0, prod, { by: user('ada', 'AKIA0'), to: roleArn(prod, 'ci'), name: 'ada', key: 'ASIA1', source: 'ada' }),
    assumed(t0 + minute, prod, {
      by: session(prod, 'ci', 'ada', { accessKeyId: 'ASIA1' }),
      ...{ to: roleArn(research, 'bridge'), name: 'ada', key: 'ASIA2', shared: 'both-1' },
    }),
    assumed(t0 + minute, research, {
      by: { type: 'AWSAccount', principalId: 'AROAEXAMPLEci:ada', accountId: prod },
      ...{ to: roleArn(research, 'bridge'), name: 'ada', key: 'ASIA2', shared: 'both-1' },
    }),
    assumed(t0 + 3 * minute, research, {
      by: session(research, 'bridge', 'ada', { accessKeyId: 'ASIA2' }),
      ...{ to: roleArn(audit, 'reader'), name: 'ada', shared: 'both-2' },
    }),
    assumed(t0 + 3 * minute, audit, {
      by: { type: 'AWSAccount', principalId: 'AROAEXAMPLEbridge:ada', accountId: research },
      ...{ to: roleArn(audit, 'reader'), name: 'ada', key: 'ASIA3', shared: 'both-2' },
    }),
  ],
};

describe('hops', () => {
  test('are followed over three accounts, by keys and, where the caller’s copy withholds the key, by the shared event ID', () => {
    expect(told(stitchSessions(hops.lanes, hops.handovers))).toEqual([
      {
        behind: 'ada, IAM user',
        hops: ['0 AKIA0 root', '1 ASIA1 key', '2 ASIA2 key', '3 ASIA3 shared event'],
        isProved: true,
      },
    ]);
  });

  test('say when the credentials end, as STS writes it', () => {
    const [chain] = stitchSessions(hops.lanes, hops.handovers);
    const ends = chain?.hops.map(({ opener }) => (opener.kind === 'handed' ? opener.handover.expiresAt : null));
    expect(ends).toEqual([null, ...Array(3).fill(Date.UTC(2026, 10, 27, 10, 0, 0))]);
  });

  test('break where a trail is missing, and say where it went on', () => {
    const chains = stitchSessions(
      hops.lanes.filter(({ key }) => key === 'ASIA2' || key === 'ASIA3'),
      hops.handovers.filter(({ account }) => account !== prod),
    );
    expect(told(chains)).toEqual([
      { behind: 'ada, source identity', hops: ['0 ASIA2 key', '1 ASIA3 shared event'], isProved: false },
    ]);
    expect(chains[0]?.hops.map(missingBefore)).toEqual([
      `it was opened from account ${prod}, of which the caller’s own record is not here`,
      null,
    ]);
  });

  test('whose call was never recorded are a gap that is said', () => {
    const [chain] = stitchSessions([lane(prod, 'ci', 'ada', { key: 'ASIA9' })], []);
    expect(chain && [told([chain])[0], chain.hops.map(missingBefore)[0]]).toEqual([
      { behind: 'ada, name only', hops: ['0 ASIA9 gap'], isProved: false },
      expect.stringContaining('not collected, or is not yours to see'),
    ]);
  });

  test('that open each other in a circle end', () => {
    const circle = (own: string, other: string): Handover =>
      assumed(t0, prod, { by: session(prod, 'ci', 'x', { accessKeyId: other }), to: roleArn(prod, 'ci'), name: 'x', key: own });
    const chains = stitchSessions(
      ['ASIA1', 'ASIA2'].map((key) => lane(prod, 'ci', 'x', { key })),
      [circle('ASIA1', 'ASIA2'), circle('ASIA2', 'ASIA1')],
    );
    expect(chains.flatMap(({ hops: list }) => list.map(({ lane: { key } }) => key)).toSorted()).toEqual(['ASIA1', 'ASIA2']);
  });
});

describe('one session name', () => {
  const two = [lane(prod, 'ci', 'deploy', { key: 'ASIA1' }), lane(prod, 'ci', 'deploy', { key: 'ASIA2', firstAt: t0 + minute })];
  const by = (name: string, key: string, issued: string) =>
    assumed(t0, prod, { by: user(name, key), to: roleArn(prod, 'ci'), name: 'deploy', key: issued });

  test('of two people makes two chains, each with its own person', () => {
    const chains = stitchSessions(
      [...two, userLane('ada', 'AKIA1'), userLane('bob', 'AKIA2')],
      [by('ada', 'AKIA1', 'ASIA1'), by('bob', 'AKIA2', 'ASIA2')],
    );
    expect(told(chains).map(({ behind, hops: list }) => [behind, ...list])).toEqual([
      ['ada, IAM user', '0 AKIA1 root', '1 ASIA1 key'],
      ['bob, IAM user', '0 AKIA2 root', '1 ASIA2 key'],
    ]);
  });

  test('and nothing else ties nothing together', () => {
    expect(told(stitchSessions(two, []))).toEqual([
      { behind: 'deploy, name only', hops: ['0 ASIA1 gap'], isProved: false },
      { behind: 'deploy, name only', hops: ['0 ASIA2 gap'], isProved: false },
    ]);
  });

  test('and the second in which it began is a guess, and only where there is one such call', () => {
    const withheld = (at: number, name: string, key: string) =>
      assumed(at, prod, { by: user(name, key), to: roleArn(prod, 'ci'), name: 'deploy' });
    const [one] = two;
    if (!one) throw new Error('no lane');
    const guess = stitchSessions([one], [withheld(t0, 'ada', 'AKIA1')]);
    expect(told(guess)).toEqual([{ behind: 'ada, IAM user', hops: ['0 ASIA1 name and time'], isProved: false }]);
    const both = stitchSessions([one], [withheld(t0, 'ada', 'AKIA1'), withheld(t0 + 1000, 'bob', 'AKIA2')]);
    expect(both[0]?.hops.map(missingBefore)).toEqual([expect.stringContaining('cannot be told')]);
  });
});

describe('who is behind', () => {
  const issued = (by: object) => [
    assumed(t0, prod, { by, to: roleArn(prod, 'SageMakerStudio'), name: 'SageMaker', key: 'ASIA1' }),
  ];
  const studio = (more: Partial<Lane> = {}) => lane(prod, 'SageMakerStudio', 'SageMaker', { key: 'ASIA1', ...more });
  const sagemaker = { type: 'AWSService', invokedBy: 'sagemaker.amazonaws.com' };

  test.each([
    [
      'a Studio user by the source identity',
      studio({ who: 'mia', sourceIdentity: 'mia' }),
      issued(sagemaker),
      'mia, source identity',
    ],
    ['a service, where it assumes a role for a job', studio(), issued(sagemaker), 'sagemaker.amazonaws.com, service'],
    [
      'whom a provider of web identities names',
      studio(),
      issued({ type: 'WebIdentityUser', userName: 'repo:a/b:ref:main', identityProvider: 'token.actions.githubusercontent.com' }),
      'repo:a/b:ref:main, provider',
    ],
    [
      'a person of Identity Center',
      lane(prod, 'SSO Developer', 'mia', {
        key: 'ASIA1',
        signedBy: `arn:aws:sts::${prod}:assumed-role/AWSReservedSSO_Developer_00aa11bb/mia`,
      }),
      [],
      'mia, Identity Center',
    ],
    [
      'a service in its own role',
      lane(prod, 'AWSServiceRoleForConfig', 'AWSConfig', { key: 'ASIA1', who: 'config.amazonaws.com' }),
      [],
      'config.amazonaws.com, service',
    ],
    ['the root user', { ...studio({ userType: 'Root', who: 'root' }), through: null }, [], 'root, root user'],
  ])('%s', (_, own, handovers, expected) => {
    expect(told(stitchSessions([own], handovers)).map(({ behind }) => behind)).toEqual([expected]);
  });

  test('a console’s session by the sign-in of that moment, which is a guess', () => {
    const own = { ...userLane('ada', 'ASIA7'), beganAt: t0 + 3000 };
    const signIn = handoverOf(
      { userIdentity: user('ada', ''), eventName: 'ConsoleLogin', responseElements: { ConsoleLogin: 'Success' } },
      { at: t0, account: prod, eventId: 'login' },
    );
    expect(told(stitchSessions([own], [signIn]))).toEqual([
      { behind: 'ada, IAM user', hops: ['0 ASIA7 name and time'], isProved: false },
    ]);
  });
});
