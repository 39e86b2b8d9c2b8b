import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { signPack } from '#lib/audit/evidence/manifest.ts';
import { mostPacked } from '#lib/audit/evidence/sample.ts';
import { noFilter } from '#lib/audit/filter.ts';
import { systemScope, type TeamScope, teamsScope } from '#lib/auth/scope.ts';
import { verifyPack } from '#lib/cli/verify-pack.mjs';
import { closeDatabase, type Database, database } from '#lib/db.ts';
import { secureDatabase } from '#lib/launch/database-roles.ts';
import { openRuntime } from '#lib/launch/runtime.ts';
import { readFacts } from '#lib/queries/evidence-facts.ts';
import { packEvidence } from '#lib/queries/evidence-pack.ts';
import { listPopulation } from '#lib/queries/evidence-population.ts';
import { saveAuditEvents } from '#lib/store/audit.ts';
import { journalKey } from '#lib/store/journal-key.ts';
import { place, seedResource } from '#lib/testing/seed-fleet.ts';
import { unpacked } from '#lib/testing/unpacked.ts';
import { dayMs } from '#lib/time.ts';
import { atMost, beside, exactly, type Figure, fixedLoop, quantile } from './figure.ts';

const now = Date.parse('2026-11-19T10:00:00Z');
const events = 10_000;
const savedAtOnce = 5000;
const flips = 200;
const teams = ['fraud', 'search', 'vision'];

/** About 1.3 kB, as real records are at the median; one endpoint for each team and twenty people. */
const rawOf = (index: number): string =>
  JSON.stringify({
    eventVersion: '1.11',
    eventID: hash('sha256', String(index)).slice(0, 36),
    eventTime: new Date(now - ((index * 7919) % dayMs)).toISOString(),
    eventSource: 'sagemaker.amazonaws.com',
    eventName: index % 3 ? 'UpdateEndpoint' : 'InvokeEndpoint',
    awsRegion: place.region,
    sourceIPAddress: `203.0.113.${index % 250}`,
    userAgent: `aws-sdk-js/3.${index % 40}.0 ${hash('sha256', `agent ${index % 100}`)}`,
    recipientAccountId: place.account,
    userIdentity: { type: 'IAMUser', userName: `engineer-${index % 20}`, accountId: place.account },
    requestParameters: { endpointName: `${teams[index % teams.length]}-ranker`, endpointConfigName: `config-${index}` },
    responseElements: { ids: Array.from({ length: 10 }, (_, n) => hash('sha256', `${index} ${n}`)) },
    requestID: hash('sha256', `request ${index}`).slice(0, 36),
  });

async function seed(db: Database, from: number, to: number): Promise<void> {
  for (let next = from; next < to; next += savedAtOnce) {
    const raws = Array.from({ length: savedAtOnce }, (_, index) => ({ raw: rawOf(next + index), source: 'import' as const }));
    await saveAuditEvents(db, raws, new Date(now));
  }
  await db.pool.query('analyze');
}

type Built = { seconds: number; events: number; peakMb: number };

/** As the route makes it, from the question to the last byte on the disk. */
async function build(scope: TeamScope, home: string, file: string): Promise<Built> {
  const startedAt = performance.now();
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const window = { from: now - dayMs, to: now + 1, receivedBy: now, filter: noFilter };
  const ask = { ...window, team: 'all', whom: 'everybody' as const, sample: null, rules: null };
  const population = await listPopulation(scope, ask);
  const made = { madeAt: new Date(now).toISOString(), askedBy: { kind: 'system', name: 'bench' } };
  const facts = await readFacts(scope, { ...ask, made }, population);
  const sign = async (manifestSha256: string) => signPack(manifestSha256, journalKey(home));
  await pipeline(Readable.from(packEvidence(scope, { facts, population, sign })), createWriteStream(file));
  clearInterval(watch);
  return { seconds: (performance.now() - startedAt) / 1000, events: population.events.length, peakMb: peak / 1e6 };
}

/** The pack and the verifier that lies in it, in a folder that holds nothing else. */
function verifyAlone(file: string): { status: number | null; seconds: number } {
  const folder = mkdtempSync(join(tmpdir(), 'pack alone '));
  const pack = readFileSync(file);
  writeFileSync(join(folder, 'pack.zip'), pack);
  writeFileSync(join(folder, 'verify.mjs'), unpacked(pack).get('verify.mjs') ?? '');
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, ['verify.mjs', 'pack.zip'], { cwd: folder, env: { NODE_ENV: 'production' } });
  const seconds = (performance.now() - startedAt) / 1000;
  rmSync(folder, { recursive: true });
  return { status, seconds };
}

/** How many of the changed packs are refused; the same bytes are changed on every machine that makes the same pack. */
function refusedOf(file: string): number {
  const pack = readFileSync(file);
  const changed = `${file}.changed`;
  let refused = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const draw = Buffer.from(hash('sha256', `flip ${flip}`), 'hex');
    const copy = Buffer.from(pack);
    const at = draw.readUInt32LE(0) % copy.length;
    copy.writeUInt8(copy.readUInt8(at) ^ (1 + (draw.readUInt8(4) % 255)), at);
    writeFileSync(changed, copy);
    if (verifyPack(changed).problems.length > 0) refused += 1;
  }
  rmSync(changed);
  return refused;
}

async function trips({ pool }: Database): Promise<number[]> {
  const times: number[] = [];
  for (let trip = 0; trip < 200; trip += 1) {
    const startedAt = performance.now();
    await pool.query('select 1');
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function figuresOf(db: Database, home: string): Promise<Figure[]> {
  for (const team of teams) {
    await seedResource(db, { kind: 'endpoint', name: `${team}-ranker`, team, status: 'InService', description: {} }, now);
  }
  await seed(db, 0, events);
  const file = join(home, 'pack.zip');
  const runs = [];
  for (let run = 0; run < 3; run += 1) runs.push(await build(systemScope(), home, file));
  const best = Math.min(...runs.map(({ seconds }) => seconds));
  const { status, seconds } = verifyAlone(file);
  const refused = refusedOf(file);
  const bytes = readFileSync(file).length;
  const team = await build(teamsScope(['search']), home, file);
  await seed(db, events, mostPacked);
  const before = process.memoryUsage().rss / 1e6;
  const most = await build(systemScope(), home, file);
  return [
    atMost(`an evidence pack of ${events} events, to the last byte`, best, 's', 10),
    exactly('events in it', runs[0]?.events ?? 0, '', events),
    beside('bytes', bytes, 'B'),
    exactly('exit status of its verifier, alone with it and Node', status ?? -1, '', 0),
    beside('time that the verifier took', seconds, 's'),
    exactly(`of ${flips} packs with one byte changed, refused`, refused, '', flips),
    beside(`a pack of one team’s ${team.events} events, behind both walls`, team.seconds, 's'),
    beside(`a pack of ${most.events} events, the most that there is`, most.seconds, 's'),
    beside('memory that it took beyond what was there', most.peakMb - before, 'MB'),
    exactly('exit status of its verifier', verifyAlone(file).status ?? -1, '', 0),
    beside('select 1, median', quantile(await trips(db), 0.5), 'ms'),
    fixedLoop(),
  ];
}

/** Evidence packs as the console makes them, on a database of its own. */
export async function measurePack(): Promise<Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'trailwatch bench '));
  const environment = { ...process.env, TRAILWATCH_HOME: home, DATABASE_URL: undefined };
  const root = join(import.meta.dirname, '..');
  const runtime = await openRuntime({ root, environment, needs: ['database'], say: console.error });
  const url = runtime.variables.DATABASE_URL ?? '';
  const db = database(url);
  try {
    const { web } = await secureDatabase({ home, url, environment, by: 'launcher' });
    process.env.DATABASE_URL = web.url;
    return await figuresOf(db, home);
  } finally {
    if (process.env.DATABASE_URL) await closeDatabase(database(process.env.DATABASE_URL));
    await closeDatabase(db);
    await runtime.close();
    rmSync(home, { recursive: true, force: true });
  }
}
