import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProduct } from '../product.ts';
import { agree } from './agree.ts';
import { walkDemo } from './boto.ts';
import { collect, type Report } from './collect.ts';
import { type Compared, compare } from './compare.ts';
import { importBucket } from './import.ts';
import { installCli, installMoto, startMoto } from './moto.ts';
import { hasRealSeries, realSeries } from './nab.ts';
import { place, roleName, type Seeded, seed } from './seed.ts';
import { walkTrails } from './trails.ts';

/**
 * `npm run test:interop`: an account that nobody here wrote, collected by nothing but AWS_ENDPOINT_URL and a trailwatch.yaml;
 * and a client that nobody here wrote, let loose on the demo account.
 */
const root = join(import.meta.dirname, '../..');
const dayMs = 86_400_000;
const keepMs = 13.9 * dayMs;

const skip = (reason: string): void => console.log(`skipped: ${reason}\n0 passed, 0 failed, 1 skipped`);

const yamlFor = (seeded: readonly Seeded[]): string => {
  const accounts = Map.groupBy(seeded, (one) => one.account);
  const rows = [...accounts].map(
    ([id, members]) =>
      `  - { id: "${id}", name: moto-${id.slice(-1)}, role: "arn:aws:iam::${id}:role/${roleName}", externalId: interop, ` +
      `regions: [${[...new Set(members.map((one) => one.region))].join(', ')}] }`,
  );
  return `accounts:\n${rows.join('\n')}\n`;
};

function tellFailures(reports: readonly Report[]): void {
  const calls = reports.flatMap((report) =>
    report.failures.map((one) => `${report.collector}: ${one.operation} ${one.code} (${one.word})`),
  );
  console.log(`\nCalls that moto does not answer, as the runs say them, with how often:`);
  for (const [call, all] of Map.groupBy(calls, (one) => one)) console.log(`  ${String(all.length).padStart(4)}  ${call}`);
}

function tellSeries(rows: readonly Compared[]): boolean {
  console.log('\nreal series                              points  stored  equal  missing  wrong');
  for (const { name, points, stored, equal } of rows) {
    const figures = [points, stored, equal, points - equal - (stored - equal), stored - equal];
    console.log(`${name.padEnd(38)} ${figures.map((figure) => String(figure).padStart(7)).join(' ')}`);
  }
  return rows.every((row) => row.equal === row.points && row.stored === row.points);
}

const installed = installMoto(join(root, '.cache/moto'));
if ('reason' in installed) skip(installed.reason);
else {
  console.log('boto3 walks the demo account');
  if (!(await walkDemo(installed.python))) process.exitCode = 1;
  const cli = installCli(join(root, '.cache/awscli'));
  console.log("\nboto3 and the AWS CLI read the demo account's trails, whole and spoiled");
  if ('reason' in cli) skip(cli.reason);
  else if (!(await walkTrails(installed.python, cli.aws))) process.exitCode = 1;
  console.log('\nboto3 and the AWS CLI read what Trailwatch stored of the demo account');
  if ('reason' in cli) skip(cli.reason);
  else if (!(await agree(installed.python, cli.aws))) process.exitCode = 1;
  console.log('\nTrailwatch imports a bucket of moto');
  if (!(await importBucket(installed.server))) process.exitCode = 1;
  console.log('\nTrailwatch collects from moto');
  if (hasRealSeries()) await run(installed.server);
  else skip('the real CloudWatch series are not beside the checkout');
}

async function run(server: string): Promise<void> {
  const moto = await startMoto(server);
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch interop '));
  try {
    const end = Math.floor(Date.now() / 60_000) * 60_000 - 30 * 60_000;
    const seeded = place(realSeries(end, keepMs));
    for (const one of seeded) await seed(moto.url, one);
    const config = join(folder, 'trailwatch.yaml');
    writeFileSync(config, yamlFor(seeded));
    const environment = {
      TRAILWATCH_CONFIG: config,
      AWS_ENDPOINT_URL: moto.url,
      AWS_ACCESS_KEY_ID: 'interop',
      AWS_SECRET_ACCESS_KEY: 'interop',
      AWS_REGION: 'eu-west-1',
      TRAILWATCH_HOME: mkdtempSync(join(tmpdir(), 'trailwatch interop home ')),
    };
    // By hand and before the product starts: moto answers one caller at a time, and a worker would ask for everything once more.
    tellFailures(await collect(environment, '14d'));
    const product = await startProduct(environment);
    try {
      const rows = await compare(product.databaseUrl, seeded);
      const isEqual = tellSeries(rows);
      const passed = rows.filter((row) => row.equal === row.points && row.stored === row.points).length;
      console.log(`\n${passed} passed, ${rows.length - passed} failed`);
      if (!isEqual) process.exitCode = 1;
    } finally {
      await product.stop();
    }
  } finally {
    moto.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
