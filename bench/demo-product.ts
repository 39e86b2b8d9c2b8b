import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { type Product, startProduct } from '../e2e/product.ts';

const placesOfDemo = 6;
const restOfCycleMs = 20_000;

/** Waits until every account and Region has had its first metrics, and the rest of the first cycle its time. */
async function data({ databaseUrl }: Product): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const covered = `select count(distinct (account, region))::int as n from run where collector = 'metrics' and status in ('ok', 'partial')`;
  for (let second = 0; second < 180; second++) {
    const { rows } = await client.query<{ n: number }>(covered);
    if ((rows[0]?.n ?? 0) >= placesOfDemo) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await client.end();
  await new Promise((resolve) => setTimeout(resolve, restOfCycleMs));
}

const belongsTo = ({ home }: Product, pid: number): boolean =>
  execFileSync('cat', [`/proc/${pid}/environ`], { encoding: 'utf8' }).includes(home);

const signalWorker = (product: Product, signal: string): void => {
  const processes = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const pids = processes.filter((line) => line.includes('lib/worker/main.ts')).map((line) => Number.parseInt(line, 10));
  for (const pid of pids.filter((one) => belongsTo(product, one))) process.kill(pid, signal);
};

/** The whole product at work on the demo account's forty endpoints, once it has its data. */
export async function withWorkingProduct<T>(flags: string, use: (product: Product) => Promise<T>): Promise<T> {
  const product = await startProduct({ TRAILWATCH_DEMO_ARGS: flags });
  try {
    await data(product);
    return await use(product);
  } finally {
    await product.stop();
  }
}

/** The same with the worker idle. */
export const withDemoProduct = <T>(use: (product: Product) => Promise<T>): Promise<T> =>
  withWorkingProduct('--seed bench', async (product) => {
    signalWorker(product, 'SIGSTOP');
    try {
      return await use(product);
    } finally {
      signalWorker(product, 'SIGCONT');
    }
  });
