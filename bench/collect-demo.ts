import { accounts, readerKey } from '#demo/accounts.ts';
import { listen } from '#demo/listen.ts';
import { compose } from '#demo/scenario/compose.ts';
import { createAccountServer } from '#demo/server.ts';
import { minimumCalls } from '#lib/metrics/batches.ts';
import { minuteMs } from '#lib/time.ts';
import { answerAsks } from './child.ts';
import { fleetOptions } from './collect-fleet.ts';

/** The demo account as a process whose clock is set by the bench, with all of AWS's quotas, and what it was asked since then. */
export type DemoAsk = { now: number };
export type DemoAnswer = { environment: Record<string, string>; census: Census };
/** `minimum`: the fewest calls by which the same series of the same windows could have been had. */
export type Census = { calls: number; retries: number; minimum: number; series: number; points: number };

let now = 0;
const { server, account } = createAccountServer({
  scenario: compose(fleetOptions),
  clock: { now: () => now, speed: 0, pace: 1 },
});
const port = await listen(server, 0);
const environment = {
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ACCESS_KEY_ID: readerKey.accessKeyId,
  AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey,
  AWS_REGION: accounts[0].regions[0],
};

type Window = { minutes: number; queries: number };
const fresh = () => ({
  calls: 0,
  retries: 0,
  points: 0,
  windows: new Map<string, Window>(),
  series: new Set<string>(),
  asked: new Set<string>(),
});
let noted = fresh();

function note(place: string, input: Record<string, unknown>, output: Record<string, unknown>): void {
  const { StartTime: start, EndTime: end } = input as { StartTime: number; EndTime: number };
  const queries = input.MetricDataQueries as readonly { Id: string }[];
  const key = `${place} ${start} ${end}`;
  // A client that did not wait for the answer asks for the very same again.
  const whole = `${key} ${queries[0]?.Id} ${queries.length} ${input.NextToken ?? ''}`;
  if (noted.asked.has(whole)) {
    noted.retries += 1;
    return;
  }
  noted.asked.add(whole);
  const window = noted.windows.get(key) ?? { minutes: ((end - start) * 1000) / minuteMs, queries: 0 };
  noted.windows.set(key, window);
  noted.calls += 1;
  if (input.NextToken === undefined) window.queries += queries.length;
  for (const { Id } of queries) noted.series.add(`${place} ${Id}`);
  for (const { Values } of output.MetricDataResults as readonly { Values: readonly number[] }[]) noted.points += Values.length;
}

const operation = 'cloudwatch.GetMetricData';
const answered = account.registry.get(operation);
account.registry = new Map([
  ...account.registry,
  [
    operation,
    (input, context) => {
      const output = answered?.(input, context) ?? {};
      note(`${context.account} ${context.region}`, input, output);
      return output;
    },
  ],
]);

function takeCensus(): Census {
  const minimum = [...noted.windows.values()].reduce((sum, { queries, minutes }) => sum + minimumCalls(queries, minutes), 0);
  const { calls, retries, points, series } = noted;
  noted = fresh();
  return { calls, retries, minimum, series: series.size, points };
}

answerAsks<DemoAsk, DemoAnswer>((ask) => {
  now = ask.now;
  return { environment, census: takeCensus() };
});
