import { type AuditFilter, noFilter } from '#lib/audit/filter.ts';
import type { Database } from '#lib/db.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { webFlags } from '#lib/launch/v8-flags.ts';
import { transaction } from '#lib/store/transaction.ts';
import { Dice } from './audit-dice.ts';
import { settleEvents } from './audit-load.ts';
import type { LoadAsk } from './audit-load-child.ts';
import type { Question, SearchAsk } from './audit-search-child.ts';
import { startBenchChild } from './child.ts';
import type { Figure } from './figure.ts';
import { inDatabaseOf, inOwnDatabase } from './own-database.ts';

type Values = AuditFilter['values'];

const ask = (values: Values, more: Partial<AuditFilter> = {}): AuditFilter => ({ ...noFilter, values, ...more });

const fields: Readonly<Record<string, readonly [common: string, rare: string, absent: string]>> = {
  result: ['ok', 'failed', 'nothing'],
  action: ['GetObject', 'StopTrainingJob', 'NoSuchCall'],
  service: ['s3.amazonaws.com', 'iam.amazonaws.com', 'none.amazonaws.com'],
  mode: ['read', 'write', 'x'],
  region: ['us-east-1', 'ca-central-1', 'mars-1'],
};

/** Of words that the seed made, some at the head of the list and some at its tail. */
async function madeWords({ pool }: Database, dice: Dice): Promise<Record<'who' | 'through' | 'ip' | 'account', string[]>> {
  const of = async (text: string): Promise<string[]> => (await pool.query<{ v: string }>(text)).rows.map(({ v }) => v);
  const pick = (list: readonly string[]): string[] => [list[0], list.at(-1), dice.pick(list)].map((one) => one ?? '');
  return {
    who: pick(await of('select who as v from audit_actor group by 1 order by min(id)')),
    through: pick(await of('select through as v from audit_actor where through is not null group by 1 order by min(id)')),
    ip: pick(await of('select source_ip as v from audit_origin where source_ip is not null group by 1 order by min(id)')),
    account: pick(await of('select account as v from audit_actor group by 1 order by min(id)')),
  };
}

/** Each field alone, common, rare and absent; pairs, disjoint ones and texts. */
async function questionsOf(db: Database, dice: Dice): Promise<Question[]> {
  const words: Record<string, readonly string[]> = { ...fields, ...(await madeWords(db, dice)) };
  const singles = Object.entries(words).flatMap(([field, values]) =>
    values.map((value) => ({ name: 'one field', filter: ask({ [field]: [value] }) })),
  );
  const names = Object.keys(words);
  const pairs = Array.from({ length: 30 }, () => {
    const [a, b] = [dice.pick(names), dice.pick(names)];
    return { name: 'two fields', filter: ask({ [a]: [dice.pick(words[a] ?? [])], [b]: [dice.pick(words[b] ?? [])] }) };
  });
  const disjoint = { name: 'two fields', filter: ask({ service: ['s3.amazonaws.com'], action: ['CreateTrainingJob'] }) };
  const exclusions = ['who', 'action', 'account', 'region'].map((field) => ({
    name: 'an exclusion',
    filter: ask({ service: ['s3.amazonaws.com'] }, { excluded: { [field]: [dice.pick(words[field] ?? [])] } }),
  }));
  const texts = ['vision', 'CreateEndpoint', 'AccessDenied', 'resnet-prod', 'nobody-says-this', 'ada.abel'].map((text) => ({
    name: 'free text',
    filter: ask({}, { text: [text] }),
  }));
  return [{ name: 'no filter', filter: ask({}) }, ...singles, ...pairs, disjoint, ...exclusions, ...texts];
}

/** Roles and endpoints belong to the team that begins their name; the rest to nobody. */
async function giveTeams(db: Database): Promise<void> {
  await db.pool.query(`insert into team (slug, name, created_at) values ('vision', 'Vision', now()) on conflict do nothing`);
  await transaction(db, async (client) => {
    await client.query('set local statement_timeout = 0');
    await client.query(
      `update principal set team = 'vision', team_reason = 'bench' where name like 'vision-%' and team <> 'vision'`,
    );
    await client.query(
      `insert into resource (account, region, kind, name, arn, team, team_reason, tags, description, hash, first_seen_at, last_seen_at)
       select distinct owner, region, kind, name, name, 'vision', 'bench', '{}'::jsonb, '{}'::jsonb, '', now(), now() from audit_named where name like 'vision-%'
       on conflict do nothing`,
    );
    await client.query('analyze');
  });
}

/** As the web process asks: by its role, behind its walls. */
async function measureAsWeb(db: Database, { home, count }: { home: string; count: number }): Promise<Figure[]> {
  await giveTeams(db);
  const questions = await questionsOf(db, new Dice('questions'));
  const { web } = await secureDatabase({ home, url: process.env.DATABASE_URL ?? '', environment: process.env, by: 'launcher' });
  const child = startBenchChild<SearchAsk, Figure[]>('audit-search-child.ts', { DATABASE_URL: web.url }, { flags: webFlags });
  try {
    return await child.ask({ questions, count });
  } finally {
    await child.stop();
  }
}

const loaders = 2;

async function load(db: Database, count: number): Promise<void> {
  const shares = Array.from({ length: loaders }, async (_, part) => {
    const child = startBenchChild<LoadAsk, Record<string, never>>('audit-load-child.ts', {});
    try {
      await child.ask({ count, part, of: loaders });
    } finally {
      await child.stop();
    }
  });
  await Promise.all(shares);
  await settleEvents(db);
}

/**
 * Searching millions of events, each class of questions drawn by seed, by who sees all and by who sees one team's.
 * @param home a folder whose database stays, and is loaded once; one of its own otherwise
 */
export async function measureSearch(count = 10_000_000, home = process.env.TRAILWATCH_BENCH_HOME): Promise<Figure[]> {
  const measure = async (db: Database, own: string): Promise<Figure[]> => {
    const { rows } = await db.pool.query<{ isLoaded: boolean }>('select exists (select from audit_chunk) as "isLoaded"');
    if (!rows[0]?.isLoaded) await load(db, count);
    return measureAsWeb(db, { home: own, count });
  };
  return home ? inDatabaseOf(home, measure) : inOwnDatabase(measure);
}
