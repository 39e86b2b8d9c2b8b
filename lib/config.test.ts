import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { autoRegions, ConfigError, loadConfig, parseConfig } from './config.ts';

const problemsOf = (text: string): readonly string[] => {
  try {
    parseConfig(text, 'trailwatch.yaml');
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
};

const good = `
accounts:
  - id: "111122223333"
    name: ml-prod
    role: arn:aws:iam::111122223333:role/TrailwatchReadOnly
    externalId: 7f2c
    regions: [eu-west-1, us-gov-west-1]
teams:
  tag: owner
  rules:
    - { team: vision, match: { kind: endpoint, name: "vision-*" } }
retention: { metrics: { 1m: 15d }, audit: 30d }
budget: { monthlyUsd: 150 }
server:
  url: https://Trailwatch.example:443/
  trustedProxies: ["10.0.0.0/8", "::1"]
`;

test('a whole configuration is read', () => {
  expect(parseConfig(good, 'x')).toEqual({
    accounts: [
      {
        id: '111122223333',
        name: 'ml-prod',
        role: 'arn:aws:iam::111122223333:role/TrailwatchReadOnly',
        externalId: '7f2c',
        regions: ['eu-west-1', 'us-gov-west-1'],
      },
    ],
    teams: { tag: 'owner', rules: [{ team: 'vision', match: { kind: 'endpoint', name: 'vision-*' } }] },
    retention: { metrics: { '1m': 15, '5m': 63, '1h': 455 }, audit: 30 },
    signIn: { password: true, secondFactor: ['administrator', 'operator', 'member', 'auditor'] },
    privacy: { people: 'names' },
    alerts: { channels: [], allowPrivate: false, rules: [] },
    budget: { monthlyUsd: 150, reading: 'statistic' },
    server: {
      url: 'https://trailwatch.example',
      trustedProxies: [
        { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
        { address: '::1', prefix: 128, family: 'ipv6' },
      ],
    },
    database: {},
    audit: { sources: [] },
    collection: { quotaShare: 0.5, quotaShares: {}, unitsAtOnce: 6 },
  });
});

test('an empty one gives the defaults', () => {
  expect(parseConfig('', 'x')).toEqual({
    accounts: [],
    teams: { tag: 'team', rules: [] },
    retention: { metrics: { '1m': 15, '5m': 63, '1h': 455 }, audit: 400 },
    audit: { sources: [] },
    collection: { quotaShare: 0.5, quotaShares: {}, unitsAtOnce: 6 },
    server: { trustedProxies: [] },
    database: {},
    signIn: { password: true, secondFactor: ['administrator', 'operator', 'member', 'auditor'] },
    privacy: { people: 'names' },
    alerts: { channels: [], allowPrivate: false, rules: [] },
  });
});

const ten = (item: string): string => `[${Array.from({ length: 10 }, () => item).join()}]`;
const bomb = ['x', '*a', '*b', '*c', '*d', '*e', '*f']
  .map((item, n) => `${'abcdefg'[n]}: &${'abcdefg'[n]} ${ten(item)}\n`)
  .join('');

describe('problems carry line, column, path and what was expected', () => {
  const account = (extra: string) => `accounts:\n  - id: "111122223333"\n    name: a\n    regions: [eu-west-1]\n${extra}`;
  test.each([
    [
      'accounts:\n  - id: 111122223333\n    name: a\n    regions: [eu-west-1]\n',
      ['2:9 accounts[0].id: expected 12 digits in quotes'],
    ],
    ['accounts:\n  - id: "111122223333"\n    name: a\n', ['2:5 accounts[0].regions: expected a list, but it is missing']],
    [account('    regoins: [x]\n'), ['5:5 accounts[0].regoins: unknown key (did you mean regions?)']],
    [account('    zzzzzz: 1\n'), ['5:5 accounts[0].zzzzzz: unknown key']],
    [account('    role: nope\n'), ['5:11 accounts[0].role: expected the ARN of a role: arn:aws:iam::<account>:role/<name>']],
    [
      account('    role: arn:aws:iam::999999999999:role/x\n'),
      ['5:11 accounts[0].role: expected a role of the account itself (the number after iam:: is another)'],
    ],
    [
      account('    externalId: abc\n'),
      ['5:17 accounts[0].externalId: expected a role beside it: an external ID is used to assume one'],
    ],
    ['accounts: 5\n', ['1:11 accounts: expected a list, not number']],
    [
      'organization: { role: x }\n',
      [
        '1:15 organization.regions: expected a list, but it is missing',
        '1:23 organization.role: expected the ARN of a role: arn:aws:iam::<account>:role/<name>',
      ],
    ],
    [
      'organization: { regions: [eu-west-1], externalId: abc }\n',
      ['1:51 organization.externalId: expected a role beside it: an external ID is used to assume one'],
    ],
    ['organization: { regions: [eu-west-1, eu-west-1] }\n', ['1:26 organization.regions: expected each Region once']],
    ['organization: { regions: [eu-west-1, auto] }\n', ['1:26 organization.regions: expected Regions or auto, not both']],
    [
      'organization: { regions: [eu-west-1], include: { units: [x], tagz: {} } }\n',
      [
        '1:58 organization.include.units[0]: expected the id of a unit like ou-ab12-cdef3456',
        '1:62 organization.include.tagz: unknown key (did you mean tag?)',
      ],
    ],
    ['- a\n', ['1:1 expected a mapping, not array']],
    ['budget: { monthlyUsd: -1 }\n', ['1:23 budget.monthlyUsd: expected 0 or more']],
    ['signIn: { password: false }\n', ['1:21 signIn.password: expected true, or oidc beside it: nobody could sign in']],
    [
      'signIn: { oidc: { issuer: "http://idp.example", clientId: x, groups: [{ group: a, role: emperor }] } }\n',
      [
        '1:27 signIn.oidc.issuer: expected an https address, as the discovery document names itself',
        '1:89 signIn.oidc.groups[0].role: expected one of administrator, operator, member, auditor',
      ],
    ],
    [
      'database: { plainText: true }\n',
      ['1:24 database.plainText: expected this sentence: "I accept that everything in the database can be read on the network"'],
    ],
    ['privacy: { people: nicknames }\n', ['1:20 privacy.people: expected names or pseudonyms']],
    ['retention: { audit: 2w }\n', ['1:21 retention.audit: expected a number of days like 15d']],
    [
      'retention: { metrics: { 1m: 30d, 5m: 20d } }\n',
      ['1:38 retention.metrics.5m: expected 30d or more, as long as finer samples are kept'],
    ],
    [
      'teams:\n  rules:\n    - { team: all, match: { name: x } }\n',
      ['3:15 teams.rules[0].team: expected another name: this is a page of its own'],
    ],
    [
      'teams:\n  rules:\n    - { team: a, match: {} }\n',
      ['3:25 teams.rules[0].match: expected a kind, a name or both; or a role; or a user'],
    ],
    [
      'teams:\n  rules:\n    - { team: a, match: { role: x, name: y } }\n',
      ['3:25 teams.rules[0].match: expected a kind, a name or both; or a role; or a user'],
    ],
    [
      'accounts:\n  - { id: "111122223333", name: a, regions: [eu-wst-1, us-eats-1] }\n',
      [
        '2:46 accounts[0].regions[0]: expected an AWS Region like eu-west-1',
        '2:56 accounts[0].regions[1]: expected an AWS Region like eu-west-1',
      ],
    ],
    [
      'accounts:\n  - &a { id: "111122223333", name: a, regions: [eu-west-1] }\n  - *a\n',
      ['3:5 accounts[1].id: expected each account once'],
    ],
    [
      `${account('')}  - { id: "111122223333", name: b, regions: [eu-west-1] }\n`,
      ['5:11 accounts[1].id: expected each account once'],
    ],
    ['accounts: [{ id: "111122223333", name: "  ", regions: [eu-west-1] }]\n', ['1:40 accounts[0].name: expected a name']],
    ['teams: {}\naccounts: *nowhere\n', ['2:11 *nowhere stands for nothing: expected an anchor &nowhere before it']],
    [`${bomb}accounts: *g\n`, ['2:8 *a: expected fewer aliases: together they stand for more than a configuration could hold']],
    ['a: 1\nb: 2\n', ['1:1 a: unknown key', '2:1 b: unknown key']],
    ['teams: { tag: x\n', ['2:1 Flow map in block collection must be sufficiently indented and end with a }']],
    ['teams: {}\nteams: {}\n', ['2:1 Map keys must be unique']],
  ])('%j', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected.map((line) => `trailwatch.yaml:${line}`));
  });
});

test('a kind that does not exist is answered with those that do', () => {
  expect(problemsOf('teams:\n  rules:\n    - { team: a, match: { kind: endpiont } }\n')[0]).toContain(
    'expected one of endpoint,',
  );
});

test('Regions are a list, or auto', () =>
  expect(parseConfig('organization: { regions: auto }\n', 'trailwatch.yaml').organization?.regions).toEqual([autoRegions]));

test('a named file that is not there is a problem; the default one may be missing', () => {
  expect(() => loadConfig({ TRAILWATCH_CONFIG: '/nowhere/trailwatch.yaml' })).toThrow('/nowhere/trailwatch.yaml: cannot be read');
});

test('beside the demo account a configuration holds as ever, and the demo’s fills in what it leaves unsaid', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const [own, demo] = [join(folder, 'trailwatch.yaml'), join(folder, 'demo.yaml')];
  writeFileSync(own, 'accounts: []\nserver: { url: "https://a.example" , trustedProxies: ["::1"] }\nteams: { tag: squad }\n');
  writeFileSync(demo, `${good}signIn: { secondFactor: [auditor] }\n`);
  const config = loadConfig({ TRAILWATCH_CONFIG: own, TRAILWATCH_DEMO_CONFIG: demo });
  expect(config.accounts).toEqual(parseConfig(good, 'x').accounts);
  expect(config.server.url).toBe('https://a.example');
  expect(config.teams).toEqual({ tag: 'squad', rules: [] });
  expect(config.signIn.secondFactor).toEqual(['auditor']);
});

test.each([
  ['Latin-1', Buffer.from('budget: { monthlyUsd: 1 }\nteams: { tag: caf\u00e9 }\n', 'latin1'), ':2:18 expected UTF-8'],
  ['UTF-16', Buffer.from('\ufeffaccounts: []\n', 'utf16le'), ':1:1 expected UTF-8'],
])('a file in %s is a problem with its place, not another text', (_, bytes, expected) => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'trailwatch.yaml');
  writeFileSync(file, bytes);
  expect(() => loadConfig({ TRAILWATCH_CONFIG: file })).toThrow(`${file}${expected}`);
});

test('a byte order mark and Windows line ends are read over', () => {
  expect(parseConfig(`\ufeff${good.replaceAll('\n', '\r\n')}`, 'x')).toEqual(parseConfig(good, 'x'));
});

test('a file full of problems tells the first of them, and how many follow', () => {
  const problems = problemsOf(`a: ${'['.repeat(20_000)}`);
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)).toMatch(/^trailwatch\.yaml: and \d+ more$/);
});

describe('where trails deliver', () => {
  const source = (more: string) => `audit: { sources: [{ bucket: acme-logs, region: eu-west-1${more} }] }`;

  test('a prefix is kept without its slashes, a role with its external ID', () => {
    const role = 'arn:aws:iam::333344445555:role/TrailwatchLogReader';
    const { audit } = parseConfig(`${source(`, prefix: /a/b/, role: "${role}", externalId: x1`)}`, 'x');
    expect(audit.sources).toEqual([{ bucket: 'acme-logs', prefix: 'a/b', region: 'eu-west-1', role, externalId: 'x1' }]);
  });

  test.each([
    [
      'an S3 URL for a bucket',
      'audit: { sources: [{ bucket: "s3://acme", region: eu-west-1 }] }',
      'sources[0].bucket: expected the name of a bucket',
    ],
    ['AWSLogs in the prefix', source(', prefix: trails/AWSLogs'), 'sources[0].prefix: expected what stands before AWSLogs'],
    ['every Region', 'audit: { sources: [{ bucket: acme-logs, region: auto }] }', 'sources[0].region: expected an AWS Region'],
    ['an external ID without a role', source(', externalId: x1'), 'sources[0].externalId: expected a role beside it'],
    [
      'a bucket twice',
      'audit: { sources: [{ bucket: acme-logs, region: eu-west-1 }, { bucket: acme-logs, region: us-east-1 }] }',
      'sources[1]: expected each bucket and prefix once',
    ],
    ['days that are none', 'audit: { history: 3 weeks }', 'audit.history: expected a number of days like 90d'],
  ])('%s is refused with its place', (_, text, problem) => {
    expect(() => parseConfig(text, 'x')).toThrow(problem);
  });
});
