import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { reservedTeams } from './catalog/paths.ts';
import { resourceKinds } from './catalog/resource-kinds.ts';
import { tooFarBack } from './config-alert-past.ts';
import { alertsSection } from './config-alerts.ts';
import { auditSection } from './config-audit.ts';
import { collectionSection } from './config-collection.ts';
import { logSection } from './config-log.ts';
import { locateProblems, parseYaml } from './config-problems.ts';
import { serverSection } from './config-server.ts';
import { signInSchema } from './config-sign-in.ts';
import { TrailwatchError } from './errors.ts';

const kinds = Object.keys(resourceKinds) as [string, ...string[]];
const accountId = z.string('expected 12 digits in quotes').regex(/^\d{12}$/, 'expected 12 digits in quotes');
const region = z
  .string()
  .regex(
    /^(auto|[a-z]{2,4}(-[a-z]{2,4})?-(central|(north|south)?(east|west)|north|south)-\d{1,2})$/,
    'expected an AWS Region like eu-west-1',
  );
/** As configured where Trailwatch is to find out which Regions are on. */
export const autoRegions = 'auto';
const regionList = z
  .array(region)
  .min(1, 'expected at least one Region, or auto')
  .refine((list) => new Set(list).size === list.length, 'expected each Region once')
  .refine((list) => list.length === 1 || !list.includes(autoRegions), 'expected Regions or auto, not both');
const regions = z.preprocess((said) => (said === autoRegions ? [autoRegions] : said), regionList);
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens');
const days = z
  .string('expected a number of days like 15d')
  .regex(/^[1-9]\d{0,4}d$/, 'expected a number of days like 15d')
  .transform((text) => Number.parseInt(text, 10));
const notReserved = (team: string): boolean => !reservedTeams.has(team);

/** Samples of a minute and of longer steps: what is finer is kept no longer than what is made of it. */
const metricsRetention = z
  .strictObject({ '1m': days.prefault('15d'), '5m': days.optional(), '1h': days.optional() })
  .transform(({ '1m': minute, '5m': five = Math.max(63, minute), '1h': hour = Math.max(455, five) }, context) => {
    const short = (key: string, least: number) =>
      context.addIssue({ code: 'custom', path: [key], message: `expected ${least}d or more, as long as finer samples are kept` });
    if (five < minute) short('5m', minute);
    if (hour < five) short('1h', five);
    return { '1m': minute, '5m': five, '1h': hour };
  });

const account = z
  .strictObject({
    id: accountId,
    name: z.string().max(64).regex(/\S/, 'expected a name'),
    role: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role: arn:aws:iam::<account>:role/<name>')
      .optional(),
    externalId: z.string().min(2).max(1224).optional(),
    regions,
  })
  .refine((row) => [undefined, row.id].includes(row.role?.split(':')[4]), {
    path: ['role'],
    error: 'expected a role of the account itself (the number after iam:: is another)',
  })
  .refine((row) => !row.externalId || row.role, {
    path: ['externalId'],
    error: 'expected a role beside it: an external ID is used to assume one',
  });

const chosen = z.strictObject({
  accounts: z.array(accountId).optional(),
  /** Organizational units, with all that is under them. */
  units: z
    .array(
      z
        .string()
        .regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/, 'expected the id of a unit like ou-ab12-cdef3456'),
    )
    .optional(),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).optional(),
});
const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/, 'expected the ARN of a role: arn:aws:iam::<account>:role/<name>');
const externalId = z.string().min(2).max(1224);

/** Accounts that come and go: all that AWS Organizations names, or those chosen. What stands under `accounts` is as it says there. */
const organization = z
  .strictObject({
    role: roleArn.optional(),
    externalId: externalId.optional(),
    memberRole: z
      .string()
      .regex(/^[\w+=,.@/-]{1,576}$/, 'expected the name of the role in each account')
      .default('TrailwatchReadOnly'),
    memberExternalId: externalId.optional(),
    regions,
    include: chosen.optional(),
    exclude: chosen.optional(),
  })
  .refine((row) => !row.externalId || row.role, {
    path: ['externalId'],
    error: 'expected a role beside it: an external ID is used to assume one',
  });

const pattern = z.string().min(1, 'expected a name, with * for any text');
const isOneMatch = ({ kind, name, role, user }: Partial<Record<'kind' | 'name' | 'role' | 'user', string>>): boolean =>
  [kind ?? name, role, user].filter((one) => one !== undefined).length === 1;

const rule = z.strictObject({
  team: slug.refine(notReserved, 'expected another name: this is a page of its own'),
  /** Resources by kind and name, or those who act by the name of their role or user. Names are shell patterns: * and ?. */
  match: z
    .strictObject({
      kind: z.enum(kinds, `expected one of ${kinds.join(', ')}`).optional(),
      name: pattern.optional(),
      role: pattern.optional(),
      user: pattern.optional(),
    })
    .refine(isOneMatch, 'expected a kind, a name or both; or a role; or a user'),
});

/** How an administrator says, in so many words, that nothing encrypts the way to a database on another machine. */
export const plainDatabaseSentence = 'I accept that everything in the database can be read on the network';

const sections = z.strictObject({
  accounts: z
    .array(account)
    .default([])
    .superRefine((rows, context) => {
      rows.forEach(({ id }, index) => {
        const isAgain = rows.findIndex((row) => row.id === id) < index;
        if (isAgain) context.addIssue({ code: 'custom', path: [index, 'id'], message: 'expected each account once' });
      });
    }),
  organization: organization.optional(),
  teams: z.strictObject({ tag: z.string().min(1).max(128).default('team'), rules: z.array(rule).default([]) }).prefault({}),
  retention: z
    .strictObject({
      metrics: metricsRetention.prefault({}),
      audit: days.prefault('400d'),
    })
    .prefault({}),
  signIn: signInSchema.prefault({}),
  privacy: z
    .strictObject({
      /** How people whom CloudTrail names are shown. */
      people: z.enum(['names', 'pseudonyms'], 'expected names or pseudonyms').default('names'),
    })
    .prefault({}),
  budget: z
    .strictObject({
      monthlyUsd: z.number('expected an amount of US dollars').nonnegative('expected 0 or more'),
      /** How statistics of one metric in one request are taken to be billed; AWS's bills have not agreed with its price list. */
      reading: z.enum(['statistic', 'metric'], 'expected statistic or metric').default('statistic'),
    })
    .optional(),
  audit: auditSection.prefault({}),
  collection: collectionSection.prefault({}),
  server: serverSection.prefault({}),
  database: z
    .strictObject({
      plainText: z.literal(plainDatabaseSentence, `expected this sentence: "${plainDatabaseSentence}"`).optional(),
    })
    .prefault({}),
  log: logSection.optional(),
  alerts: alertsSection.prefault({}),
});

export const configSchema = sections.transform((config, context) => {
  config.alerts.rules.forEach(({ test }, index) => {
    const far = tooFarBack(test, config.retention.metrics);
    if (far) context.addIssue({ code: 'custom', path: ['alerts', 'rules', index, ...far.path], message: far.message });
  });
  return config;
});

/** trailwatch.yaml, checked; retention is in days. No accounts: the demo account stands in. */
export type Config = z.infer<typeof configSchema>;
export type AccountConfig = Config['accounts'][number];
export type AuditSourceConfig = Config['audit']['sources'][number];
export type OrganizationConfig = NonNullable<Config['organization']>;

/** Whether there is anything to collect but the demo account, which stands in where there is not. */
export const namesAccounts = ({ accounts, organization }: Pick<Config, 'accounts' | 'organization'>): boolean =>
  accounts.length > 0 || organization !== undefined;

/** The configuration's problems, one line each: `trailwatch.yaml:12:5 accounts[0].regions: expected …`. */
export class ConfigError extends TrailwatchError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('invalid', problems.join('\n'));
    this.problems = problems;
  }
}

const mostProblems = 20;
const told = (problems: readonly string[], file: string): ConfigError =>
  new ConfigError(
    problems.length > mostProblems
      ? [...problems.slice(0, mostProblems), `${file}: and ${problems.length - mostProblems} more`]
      : problems,
  );

/**
 * Reads a configuration from its text.
 * @param file the name that problems carry
 * @param demo the demo account's own configuration, which fills in what the text leaves unsaid
 * @throws ConfigError
 */
export function parseConfig(text: string, file: string, demo: object = {}): Config {
  const { document, problems } = parseYaml(text, file);
  if (problems.length > 0) throw told(problems, file);
  const said: unknown = document.toJS() ?? {};
  const result = configSchema.safeParse(isSections(said) ? { ...demo, ...withoutNoAccounts(said) } : said);
  if (result.success) return result.data;
  throw told(locateProblems(document, { file, text, issues: result.error.issues }), file);
}

const isSections = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An empty list of accounts says as little as none. */
const withoutNoAccounts = ({ accounts, ...rest }: Record<string, unknown>): Record<string, unknown> =>
  accounts === undefined || (Array.isArray(accounts) && accounts.length === 0) ? rest : { accounts, ...rest };

/** What is not UTF-8 would be read as another text, and a tag of that name be looked for in vain. */
function decodeText(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes)) return text;
  const before = text.slice(0, text.indexOf('\uFFFD')).split('\n');
  throw new ConfigError([`${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1} expected UTF-8`]);
}

/**
 * The configuration that TRAILWATCH_CONFIG names (default: trailwatch.yaml in the working directory, which may be missing). Beside the
 * demo account, its own configuration (TRAILWATCH_DEMO_CONFIG) fills in what that one leaves unsaid.
 * @throws ConfigError with every problem's line and path
 */
export function loadConfig(environment: Record<string, string | undefined> = process.env): Config {
  const named = environment.TRAILWATCH_CONFIG;
  const file = named ?? 'trailwatch.yaml';
  const { TRAILWATCH_DEMO_CONFIG: demoFile } = environment;
  const demo = demoFile ? (parseYaml(readFileSync(demoFile, 'utf8'), demoFile).document.toJS() as object) : {};
  if (!named && !existsSync(file)) return parseConfig('', file, demo);
  try {
    return parseConfig(decodeText(readFileSync(resolve(file)), file), file, demo);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([`${file}: cannot be read (${(error as Error).message}); TRAILWATCH_CONFIG names it`]);
  }
}
