import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { Pool, type QueryResult } from 'pg';
import { shared } from '../process.ts';

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** PostgreSQL's internal one-byte type, which the engine's describing queries return and the stock adapter refuses. */
const internalChar = 18;
const text = 25;

/** A pool that passes internal characters off as text, and notes the columns that held them. */
const describingPool = (url: string): { pool: Pool; characters: Set<string> } => {
  const pool = new Pool({ connectionString: url, max: 2 });
  const characters = new Set<string>();
  const ask = pool.query.bind(pool) as (...query: unknown[]) => Promise<QueryResult>;
  const asked = async (...query: unknown[]): Promise<QueryResult> => {
    const result = await ask(...query);
    for (const field of (result.fields ?? []).filter((field) => field.dataTypeID === internalChar)) {
      characters.add(field.name);
      field.dataTypeID = text;
    }
    return result;
  };
  pool.query = asked as typeof pool.query;
  return { pool, characters };
};

/** The stock adapter with two cures: internal characters, and scripts, which it would cut at every semicolon, function bodies included. */
const connect = async (url: string): Promise<Adapter> => {
  const { pool, characters } = describingPool(url);
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.executeScript = async (script) => void (await pool.query(script));
  adapter.queryRaw = async (query) => {
    const answer = await queryRaw(query);
    const columnTypes = answer.columnTypes.map((type, i) =>
      characters.has(answer.columnNames[i] ?? '') ? ColumnTypeEnum.Character : type,
    );
    return { ...answer, columnTypes };
  };
  return adapter;
};

const shadow = async (url: string): Promise<Adapter> => {
  const name = `shadow_${crypto.randomUUID().replaceAll('-', '')}`;
  const keeper = new Pool({ connectionString: url, max: 1 });
  await keeper.query(`create database ${name}`);
  const place = new URL(url);
  place.pathname = `/${name}`;
  const adapter = await connect(place.href);
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await keeper.query(`drop database ${name} with (force)`);
    await keeper.end();
  };
  return adapter;
};

/** Prisma's schema engine as WebAssembly: the native one would be a download at run time. */
const loadGlue = async (): Promise<typeof glue> => {
  const file = createRequire(import.meta.url)
    .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    .replace(/\.js$/, '.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': { ...glue } });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return glue;
};

/** Runs `work` with an engine on the database, and frees both. */
export async function withEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine: Engine } = await shared('schema-engine', loadGlue);
  const stock = new PrismaPg({ connectionString: url });
  const opened: Adapter[] = [];
  const keep = async (adapter: Promise<Adapter>): Promise<Adapter> => {
    opened.push(await adapter);
    return adapter;
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: stock.provider,
    adapterName: stock.adapterName,
    connect: () => keep(connect(url)),
    connectToShadowDb: () => shadow(url),
  });
  const engine = await Engine.new({ datamodels: undefined }, () => {}, factory);
  try {
    return await work(engine);
  } finally {
    engine.free();
    for (const adapter of opened) await adapter.dispose();
  }
}
