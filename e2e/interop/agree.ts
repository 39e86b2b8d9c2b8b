import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startProduct } from '../product.ts';
import { collect } from './collect.ts';
import { ended, withDemo } from './demo.ts';
import {
  asKept,
  type Point,
  type StoredResource,
  type StoredSeries,
  storedEvents,
  storedPoints,
  storedResources,
  storedSeries,
  withStored,
} from './stored.ts';

/** The clock of demo account and product stands still, so that both clients are answered what Trailwatch was. Quotas refill fast. */
const now = Date.parse('2026-11-18T22:41:07Z');
const clock = `fixed:${new Date(now).toISOString()} x50`;
const place = { account: '111122223333', region: 'eu-west-1' };
const minuteMs = 60_000;
const to = Date.parse('2026-11-18T21:50:00Z');
const from = to - 5 * 60 * minuteMs;
const window = { from, to };
const cliSeries = 60;
const cliTagged = 8;
const jobDays = 1;

type Points = Record<string, [at: number, value: number][]>;
type Metric = { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
type Answer = {
  boto: string;
  pages: number;
  points: Points;
  cliPoints: Points;
  listed: Metric[];
  resources: { kind: string; name: string; description: unknown }[];
  tags: Record<string, Record<string, string>>;
  cliTags: Record<string, Record<string, string>>;
  events: Record<string, string>;
};

/** How one thing that AWS answered stands in the store. `surplus` is stored and was not answered. */
type Verdict = {
  what: string;
  answered: number;
  equal: number;
  missing: number;
  wrong: number;
  surplus: number;
  examples: string[];
};

/** Holds two maps against each other, key for key. */
function hold<T>(
  what: string,
  answered: ReadonlyMap<string, T>,
  stored: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean,
): Verdict {
  const verdict: Verdict = { what, answered: answered.size, equal: 0, missing: 0, wrong: 0, surplus: 0, examples: [] };
  const note = (fault: 'missing' | 'wrong' | 'surplus', key: string) => {
    verdict[fault] += 1;
    if (verdict.examples.length < 5) verdict.examples.push(`${fault}: ${key}`);
  };
  for (const [key, value] of answered) {
    const have = stored.get(key);
    if (have === undefined) note('missing', key);
    else if (same(value, have)) verdict.equal += 1;
    else note('wrong', key);
  }
  for (const key of stored.keys()) if (!answered.has(key)) note('surplus', key);
  return verdict;
}

const nameOf = ({ namespace, metric, dimensions, statistic }: StoredSeries): string =>
  `${namespace} ${metric} ${dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(',')} ${statistic}`;

function holdPoints(
  what: string,
  answered: Points,
  { series, stored }: { series: readonly StoredSeries[]; stored: Map<number, Point[]> },
): Verdict {
  const flat = (of: (id: number) => readonly [number, number][]) =>
    new Map(
      series.flatMap((one) =>
        of(one.id).map(([at, value]) => [`${nameOf(one)} ${new Date(at).toISOString()}`, asKept(value)] as const),
      ),
    );
  return hold(
    what,
    flat((id) => answered[id] ?? []),
    flat((id) => (stored.get(id) ?? []).map(({ at, value }) => [at, value])),
    (a, b) => a === b,
  );
}

const kindsOf = (answer: Answer): Set<string> => new Set(answer.resources.map(({ kind }) => kind));

function holdAll(answer: Answer, stored: Stored): Verdict[] {
  const { series, points, resources, events } = stored;
  const kinds = kindsOf(answer);
  const keyed = (rows: readonly Pick<StoredResource, 'kind' | 'name' | 'description'>[]) =>
    new Map(rows.filter(({ kind }) => kinds.has(kind)).map(({ kind, name, description }) => [`${kind} ${name}`, description]));
  const tagsOf = (arns: readonly string[]) =>
    new Map(resources.filter(({ arn }) => arns.includes(arn)).map(({ arn, tags }) => [arn, tags]));
  const parsed = (rows: Iterable<[string, string]>) =>
    new Map([...rows].map(([id, record]) => [id, JSON.parse(record) as unknown]));
  const some = series.slice(0, cliSeries);
  return [
    holdPoints('points, GetMetricData by boto3', answer.points, { series, stored: points }),
    holdPoints('points, get-metric-data by the CLI', answer.cliPoints, { series: some, stored: points }),
    hold('descriptions, Describe… by boto3', keyed(answer.resources), keyed(resources), isDeepStrictEqual),
    hold('tags, ListTags by boto3', new Map(Object.entries(answer.tags)), tagsOf(Object.keys(answer.tags)), isDeepStrictEqual),
    hold(
      'tags, list-tags by the CLI',
      new Map(Object.entries(answer.cliTags)),
      tagsOf(Object.keys(answer.cliTags)),
      isDeepStrictEqual,
    ),
    hold('events, lookup-events by the CLI', parsed(Object.entries(answer.events)), parsed(events), isDeepStrictEqual),
  ];
}

type Stored = {
  series: StoredSeries[];
  points: Map<number, Point[]>;
  resources: StoredResource[];
  events: Map<string, string>;
};

const readStored = (databaseUrl: string): Promise<Stored> =>
  withStored(databaseUrl, async (client) => ({
    series: await storedSeries(client, place),
    points: await storedPoints(client, place, window),
    resources: await storedResources(client, place, now - jobDays * 24 * 60 * minuteMs),
    events: await storedEvents(client, place, window),
  }));

const tagged = (resources: readonly StoredResource[]): string[] =>
  resources.filter(({ kind, arn }) => kind === 'endpoint' && arn.startsWith('arn:')).map(({ arn }) => arn);

const keyOf = (namespace: string, metric: string, dimensions: Metric['Dimensions']): string =>
  [namespace, metric, ...dimensions.map(({ Name, Value }) => `${Name}=${Value}`).toSorted()].join(' ');

/** Not each metric is asked for: the catalogue says which, and statistics are many to one. */
function countStored(listed: readonly Metric[], series: readonly StoredSeries[]): number {
  const known = new Set(series.map(({ namespace, metric, dimensions }) => keyOf(namespace, metric, dimensions)));
  return listed.filter(({ Namespace, MetricName, Dimensions }) => known.has(keyOf(Namespace, MetricName, Dimensions))).length;
}

type Clients = { python: string; aws: string; environment: Record<string, string> };

/** What both clients are answered. */
async function readAccount({ python, aws, environment }: Clients, { series, resources }: Stored): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), 'trailwatch read '));
  try {
    const [ask, answer] = [join(folder, 'ask.json'), join(folder, 'answer.json')];
    const arns = tagged(resources);
    const request = {
      ...{ ...place, now, from, to, jobDays, series, cli: aws, tagged: arns },
      ...{ cliSeries: series.slice(0, cliSeries), cliTagged: arns.slice(0, cliTagged) },
    };
    writeFileSync(ask, JSON.stringify(request));
    const env = { ...process.env, ...environment };
    const code = await ended(spawn(python, [join(import.meta.dirname, 'read.py'), ask, answer], { env, stdio: 'inherit' }));
    if (code !== 0) throw new Error(`read.py ended with exit code ${code}`);
    return JSON.parse(readFileSync(answer, 'utf8')) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tell(verdicts: readonly Verdict[]): boolean {
  console.log(`\n${'what'.padEnd(38)} answered    equal  missing    wrong  surplus`);
  for (const { what, answered, equal, missing, wrong, surplus, examples } of verdicts) {
    const figures = [answered, equal, missing, wrong, surplus].map((figure) => String(figure).padStart(8)).join(' ');
    console.log(`${what.padEnd(38)} ${figures}`);
    for (const example of examples) console.log(`    ${example}`);
  }
  return verdicts.every(({ answered, equal, surplus }) => answered > 0 && equal === answered && surplus === 0);
}

/** The demo's ordinary trailwatch.yaml, of one place. */
const yaml = `accounts:
  - { id: "${place.account}", name: ml-prod, role: "arn:aws:iam::${place.account}:role/TrailwatchReadOnly", externalId: trailwatch-demo, regions: [${place.region}] }
`;

/**
 * The product collects one place of a demo account into PostgreSQL; boto3 and the AWS CLI read the same account; what they are answered is
 * held, value for value, against what is stored. @returns whether all is equal
 */
export const agree = (python: string, aws: string): Promise<boolean> =>
  withDemo(['--clock', clock], async (own) => {
    const home = mkdtempSync(join(tmpdir(), 'trailwatch agree '));
    const config = join(home, 'one-place.yaml');
    writeFileSync(config, yaml);
    const environment = {
      ...own,
      TRAILWATCH_DEMO: '1',
      TRAILWATCH_DEMO_CLOCK: clock,
      TRAILWATCH_CONFIG: config,
      TRAILWATCH_HOME: home,
    };
    await collect(environment, '6h');
    const product = await startProduct(environment);
    try {
      const stored = await readStored(product.databaseUrl);
      const answer = await readAccount({ python, aws, environment: own }, stored);
      console.log(`  boto3 ${answer.boto}: ${stored.series.length} series in ${answer.pages} pages of GetMetricData`);
      console.log(
        `  ListMetrics by boto3: ${answer.listed.length} metrics, of which ${countStored(answer.listed, stored.series)} are stored`,
      );
      const verdicts = holdAll(answer, stored);
      const isEqual = tell(verdicts);
      const passed = verdicts.filter((one) => one.answered > 0 && one.equal === one.answered && one.surplus === 0).length;
      console.log(`\n${passed} passed, ${verdicts.length - passed} failed`);
      return isEqual;
    } finally {
      await product.stop();
    }
  });
