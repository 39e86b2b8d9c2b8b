import { AwsError } from './aws-error.ts';

const faultNames = ['throttle', 'error', 'cut', 'timeout', 'malformed'] as const;
export type Fault = (typeof faultNames)[number];

/** How often each fault is to happen, 0 to 1, and the seed of their order. */
export type FaultRates = Partial<Record<Fault, number>> & { seed?: number } & Poisons;

const poisonNames = ['poison', 'poison500'] as const;
/** GetMetricData is refused whole (400, or 500) when one of its queries holds this text, such as "ModelLatency" or an endpoint's name. */
type Poisons = Partial<Record<(typeof poisonNames)[number], string>>;
const isPoison = (name: string): name is keyof Poisons => (poisonNames as readonly string[]).includes(name);

/** @param text "throttle=0.1,error=0.02,seed=7,poison=ModelLatency"; empty means none. @throws RangeError naming the part that is wrong */
export function parseFaults(text: string): FaultRates {
  const rates: FaultRates = {};
  for (const part of text.split(',').map((entry) => entry.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=');
    if (isPoison(name) && value !== '') {
      rates[name] = value;
      continue;
    }
    const number = value === '' ? Number.NaN : Number(value);
    const isRate = (faultNames as readonly string[]).includes(name) && number >= 0 && number <= 1;
    if (!isRate && !(name === 'seed' && Number.isInteger(number))) {
      throw new RangeError(
        `faults: ${JSON.stringify(part)} is not one of ${faultNames.join(', ')} =0…1, seed=<whole number>, or ${poisonNames.join(', ')} =<text>`,
      );
    }
    rates[name as Fault | 'seed'] = number;
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

export const internalFailure = (): AwsError =>
  new AwsError('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500);

export const throttled = (): AwsError => new AwsError('ThrottlingException', 'Rate exceeded');
