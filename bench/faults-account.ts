import { accounts, readerKey } from '#demo/accounts.ts';
import { type Fault, FaultPlan, parseFaults } from '#demo/faults.ts';
import { close, listen } from '#demo/listen.ts';
import { compose } from '#demo/scenario/compose.ts';
import { fleetOf } from '#demo/scenario/fleet/part.ts';
import { type Roll, rollOf } from '#demo/scenario/fleet/roll.ts';
import { floor } from '#demo/scenario/floor/part.ts';
import type { MetricSource, Place, Scenario, ScenarioPart } from '#demo/scenario/types.ts';
import { createAccountServer } from '#demo/server.ts';
import { minuteMs } from '#lib/time.ts';

/** Counts what it deals. */
class CountingPlan extends FaultPlan {
  readonly dealt: Record<string, number> = {};

  #count(fault: Fault): void {
    this.dealt[fault] = (this.dealt[fault] ?? 0) + 1;
  }

  override next(): Fault | undefined {
    const fault = super.next();
    // What is no GetMetricData is not torn.
    if (fault && fault !== 'partial') this.#count(fault);
    return fault;
  }

  override tear(output: Record<string, unknown>): Record<string, unknown> {
    this.#count('partial');
    return super.tear(output);
  }
}

const sourceSince = (source: MetricSource, since: number): MetricSource => ({
  ...source,
  activeFrom: Math.max(source.activeFrom, since),
  datum: (minute) => (minute * minuteMs < since ? undefined : source.datum(minute)),
});

/** The same part of the account, of which nothing was measured or recorded before a moment: weeks of history would be most of the work. */
const partSince = (part: ScenarioPart, since: number): ScenarioPart => ({
  ...part,
  metrics: (place, from, to) =>
    to <= since ? [] : part.metrics(place, Math.max(from, since), to).map((source) => sourceSince(source, since)),
  findMetric: (place, identity) => {
    const source = part.findMetric(place, identity);
    return source && sourceSince(source, since);
  },
  events: (place, from, to) => (to <= since ? [] : part.events(place, Math.max(from, since), to)),
});

/** Of the endpoints that last some, and all that come and go: enough of each kind, and half a second of work less a step. */
function someOf(roll: Roll): Roll {
  const kept = new Set(roll.all.filter((_, index) => index % 3 === 0).map(({ name }) => name));
  const lasting = new Set(roll.all.map(({ name }) => name));
  const isThere = ({ name }: { name: string }): boolean => kept.has(name) || !lasting.has(name);
  const only =
    <T extends { name: string }>(find: (place: Place, name: string) => T | undefined) =>
    (place: Place, name: string): T | undefined => {
      const found = find(place, name);
      return found && isThere(found) ? found : undefined;
    };
  return {
    all: roll.all.filter(isThere),
    between: (place, from, to) => roll.between(place, from, to).filter(isThere),
    endpoint: only(roll.endpoint),
    byStem: only(roll.byStem),
    byComponent: only(roll.byComponent),
  };
}

export type FaultyAccount = {
  scenario: Scenario;
  environment: Record<string, string>;
  dealt: Readonly<Record<string, number>>;
  deal(rates: string): void;
  /** Calls that wait for their answer. */
  inFlight(): number;
  close(): Promise<void>;
};

/** The demo account over HTTP, living by `now` alone: windows, signatures, sessions and the Date of its answers. */
export async function openFaultyAccount(now: () => number, since: number): Promise<FaultyAccount> {
  const options = { seed: 'faults', scale: { endpoints: 40 } };
  const parts = [fleetOf(someOf(rollOf(options.scale, options.seed)), options.seed), floor(options)];
  const scenario = { ...compose(options), parts: parts.map((part) => partSince(part, since)) };
  const faults = new CountingPlan();
  const clock = { now, speed: 1 };
  const { server } = createAccountServer({ scenario, clock, faults, hasQuotas: false, wall: now });
  let inFlight = 0;
  server.on('request', (_, response) => {
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
  });
  const port = await listen(server, 0);
  return {
    scenario,
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: readerKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: readerKey.secretAccessKey,
      AWS_REGION: accounts[0].regions[0],
    },
    dealt: faults.dealt,
    deal: (rates) => faults.set(parseFaults(rates)),
    inFlight: () => inFlight,
    close: () => close(server),
  };
}
