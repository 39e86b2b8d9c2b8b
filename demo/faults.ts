import { AwsError } from './aws-error.ts';

const faultNames = ['throttle', 'error', 'cut', 'timeout', 'malformed', 'partial'] as const;
export type Fault = (typeof faultNames)[number];
const rateNames = [...faultNames, 'late'] as const;

/**
 * How often each fault is to happen, 0 to 1, and the seed of their order; `partial` is GetMetricData's alone. `latency`: milliseconds after
 * which every answer is sent. `late`: the share of minutes, series by series, whose data comes minutes later than usual.
 */
export type FaultRates = Partial<Record<Fault, number>> & { seed?: number; latency?: number; late?: number } & Poisons;

const poisonNames = ['poison', 'poison500'] as const;
/** GetMetricData is refused whole (400, or 500) when one of its queries holds this text, such as "ModelLatency" or an endpoint's name. */
type Poisons = Partial<Record<(typeof poisonNames)[number], string>>;
const isPoison = (name: string): name is keyof Poisons => (poisonNames as readonly string[]).includes(name);

/** A distant Region answers within a second; a longer wait is the fault `timeout`. */
const longestLatencyMs = 60_000;
const latencyOf = (value: string): number | undefined => {
  const ms = Number(/^(\d+)ms$/.exec(value)?.[1]);
  return ms <= longestLatencyMs ? ms : undefined;
};

/**
 * @param text "throttle=0.1,error=0.02,latency=300ms,seed=7,poison=ModelLatency"; empty means none
 * @throws RangeError naming the part that is wrong
 */
export function parseFaults(text: string): FaultRates {
  const rates: FaultRates = {};
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=');
    if (isPoison(name) && value !== '') {
      rates[name] = value;
      continue;
    }
    const latency = name === 'latency' ? latencyOf(value) : undefined;
    if (latency !== undefined) {
      rates.latency = latency;
      continue;
    }
    const number = value === '' ? Number.NaN : Number(value);
    const isRate = (rateNames as readonly string[]).includes(name) && number >= 0 && number <= 1;
    if (!isRate && !(name === 'seed' && Number.isInteger(number))) {
      throw new RangeError(
        `faults: ${JSON.stringify(part)} is not one of ${rateNames.join(', ')} =0…1, seed=<whole number>, latency=<0 to ${longestLatencyMs}>ms, or ${poisonNames.join(', ')} =<text>`,
      );
    }
    rates[name as Fault | 'late' | 'seed'] = number;
  }
  if (faultNames.reduce((sum, name) => sum + (rates[name] ?? 0), 0) > 1)
    throw new RangeError('faults: the rates add up to more than 1');
  return rates;
}

/** Decides the fate of each request in turn: the n-th request of a plan always meets the same one. */
export class FaultPlan {
  #rates: FaultRates = {};
  #state = 0;

  constructor(rates: FaultRates = {}) {
    this.set(rates);
  }

  set(rates: FaultRates): void {
    this.#rates = rates;
    this.#state = (rates.seed ?? 1) >>> 0;
  }

  /** How long each answer is held, in milliseconds. */
  get latencyMs(): number {
    return this.#rates.latency ?? 0;
  }

  /** The share of minutes whose data comes late, series by series. */
  get late(): number {
    return this.#rates.late ?? 0;
  }

  next(): Fault | undefined {
    let draw = this.#draw();
    for (const name of faultNames) {
      draw -= this.#rates[name] ?? 0;
      if (draw < 0) return name;
    }
    return undefined;
  }

  /** @throws AwsError when a query of the request is poisonous */
  judge(operation: string, input: Record<string, unknown>): void {
    const { poison, poison500 } = this.#rates;
    if (operation !== 'GetMetricData' || !(poison || poison500)) return;
    const queries = JSON.stringify(input.MetricDataQueries ?? []);
    if (poison && queries.includes(poison)) {
      throw new AwsError('ValidationError', `The value ${poison} of a parameter MetricDataQueries.member is not valid.`);
    }
    if (poison500 && queries.includes(poison500)) throw internalFailure();
  }

  /** Leaves results of GetMetricData unfinished, as CloudWatch does when it cannot read all of its data in time. At least one of them is. */
  tear(output: Record<string, unknown>): Record<string, unknown> {
    const results = (output.MetricDataResults ?? []) as readonly MetricDataResult[];
    const always = Math.floor(this.#draw() * results.length);
    return {
      ...output,
      MetricDataResults: results.map((result, index) => {
        if (result.StatusCode !== 'Complete' || (index !== always && this.#draw() > 1 / 4)) return result;
        return this.#draw() < 1 / 4 ? failed(result) : half(result);
      }),
    };
  }

  /** Whether a server error is the service's own failure or a refusal for lack of room. */
  serverError(): AwsError {
    return this.#draw() < 0.5
      ? internalFailure()
      : new AwsError('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503);
  }

  /** mulberry32 */
  #draw(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

type MetricDataResult = {
  Timestamps: readonly number[];
  Values: readonly number[];
  StatusCode: string;
  [field: string]: unknown;
};

const half = (result: MetricDataResult): MetricDataResult => {
  const kept = Math.floor(result.Values.length / 2);
  return {
    ...result,
    Timestamps: result.Timestamps.slice(0, kept),
    Values: result.Values.slice(0, kept),
    StatusCode: 'PartialData',
  };
};

const failed = (result: MetricDataResult): MetricDataResult => ({
  ...result,
  Timestamps: [],
  Values: [],
  StatusCode: 'InternalError',
  Messages: [{ Code: 'InternalError', Value: 'The metric could not be read. Try again.' }],
});

export const internalFailure = (): AwsError =>
  new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);

export const throttled = (): AwsError => new AwsError('ThrottlingException', 'Rate exceeded');
