import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { teamsScope } from '#lib/auth/scope.ts';
import { cookieOf, findViewer } from '#lib/auth/viewer.ts';
import { closeDatabase, database } from '#lib/db.ts';
import { listTeamHappenings } from '#lib/queries/changes.ts';
import { listJobs } from '#lib/queries/job-pages.ts';
import { getShell } from '#lib/queries/shell.ts';
import { listTeamPlots } from '#lib/queries/team-plots.ts';
import { getBoard } from '#lib/queries/teams.ts';
import { dayMs } from '#lib/time.ts';
import type { Product } from '../e2e/product.ts';
import { cookieHeader, demoSession } from '../e2e/session.ts';
import { withDemoProduct } from './demo-product.ts';
import { atMost, beside, type Figure, quantile } from './figure.ts';

const team = 'search';
const blocks = 20;
const perBlock = 5;

/** What a team's page reads, side by side as the page does. */
async function readTeamPage(): Promise<void> {
  const now = Date.now();
  const scope = teamsScope([team]);
  const window = { team, from: now - dayMs / 4, to: now, now };
  const filter = { kinds: [], statuses: [], accounts: [], text: null };
  await Promise.all([
    getShell(scope, team, now),
    getBoard(scope, { team, now, asOf: null }),
    listTeamPlots(scope, window),
    listTeamHappenings(scope, { ...window, limit: 12 }),
    listJobs(scope, { ...window, filter }, { column: 'started', descending: true }),
  ]);
}

type Asked = QueryConfig & { _rowMode?: string; callback?: (error: Error, result: QueryResult) => void };

/** A pool whose reads go straight to PostgreSQL: no transaction, no scope; what there would be without the wall. */
function withoutWall(pool: Pool): void {
  const connect = pool.connect.bind(pool) as () => Promise<PoolClient>;
  const client = {
    escapeLiteral: (text: string) => text,
    query: async ({ text, values, name, _rowMode, callback }: Asked) => {
      if (!callback) return;
      const real = await connect();
      const rowMode = _rowMode ? { rowMode: _rowMode } : {};
      real.query({ text, values, ...(name ? { name } : {}), ...rowMode }, (...answer) => {
        real.release();
        callback(...answer);
      });
    },
    release: () => {},
  };
  pool.connect = (async () => client as unknown as PoolClient) as Pool['connect'];
}

const median = async (work: () => Promise<unknown>): Promise<number> => {
  const samples: number[] = [];
  for (let i = 0; i < perBlock; i++) {
    const start = performance.now();
    await work();
    samples.push(performance.now() - start);
  }
  return quantile(samples, 0.5);
};

const urlWith = (databaseUrl: string, options: string): string => {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', options);
  return url.href;
};

/** With the rights of the product's own web process. */
const webUrl = ({ databaseUrl }: Product): string =>
  urlWith(databaseUrl, `-c role=${new URL(databaseUrl).pathname.slice(1)}_web`);

/** The owner, whom no policy holds, and to whom the views that are walls show everything. */
const ownerUrl = ({ databaseUrl }: Product): string => urlWith(databaseUrl, '-c trailwatch.teams=*');

async function wallFigures(product: Product): Promise<Figure[]> {
  const headers = cookieHeader(await demoSession(product.url, 'mia'));
  const page = async () => (await fetch(`${product.url}/${team}`, { headers })).arrayBuffer();
  const [walled, bare] = [webUrl(product), ownerUrl(product)];
  withoutWall(database(bare).pool);
  const reads = (url: string) => async () => {
    process.env.DATABASE_URL = url;
    await readTeamPage();
  };
  for (const warm of [page, reads(walled), reads(bare)]) await median(warm);
  const rows: { wall: number; none: number; page: number }[] = [];
  for (let block = 0; block < blocks; block++) {
    rows.push({ wall: await median(reads(walled)), none: await median(reads(bare)), page: await median(page) });
  }
  const shares = rows.map(({ wall, none, page: whole }) => ((wall - none) / (whole - (wall - none))) * 100);
  const of = (name: 'wall' | 'none' | 'page') =>
    quantile(
      rows.map((row) => row[name]),
      0.5,
    );
  return [
    atMost('row-level security, of the team page’s time', quantile(shares, 0.5), '%', 20),
    beside('the page’s reads behind the wall, median', of('wall'), 'ms'),
    beside('the same reads without it, median', of('none'), 'ms'),
    beside('the team page, median', of('page'), 'ms'),
  ];
}

async function sessionFigure(product: Product): Promise<Figure> {
  process.env.DATABASE_URL = webUrl(product);
  process.env.TRAILWATCH_DEMO_PEOPLE = '1';
  const cookie = cookieOf(cookieHeader(await demoSession(product.url, 'mia')).Cookie);
  const passes: number[] = [];
  for (let pass = 0; pass < 3; pass++) {
    const samples: number[] = [];
    for (let i = 0; i < 200; i++) {
      const start = performance.now();
      const viewer = await findViewer(cookie);
      samples.push(performance.now() - start);
      if (viewer?.person.name !== 'Mia Member') throw new Error('the session does not open');
    }
    passes.push(quantile(samples, 0.95));
  }
  return atMost('a session check, p95', Math.min(...passes), 'ms', 5);
}

/** What the walls cost a reader: row-level security over the page, a session check each request. */
export const measureWalls = (): Promise<Figure[]> =>
  withDemoProduct(async (product) => {
    try {
      return [...(await wallFigures(product)), await sessionFigure(product)];
    } finally {
      for (const url of [webUrl(product), ownerUrl(product)]) await closeDatabase(database(url));
    }
  });
