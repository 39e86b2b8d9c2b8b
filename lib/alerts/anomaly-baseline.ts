import { type ReachTerms, TwoReaches } from './anomaly-reach.ts';
import { MeanWindow } from './anomaly-window.ts';

/** One way to tell the next value: how well it told those of about a day, and how far from it single values and short runs of them usually go. */
export class Baseline {
  readonly #misses: TwoReaches;
  readonly #drifts: TwoReaches;
  readonly #run: MeanWindow;
  readonly #runLength: number;
  readonly #day: number;
  readonly #warmUp: number;
  #expected = Number.NaN;
  #level = Number.NaN;
  #count = 0;
  #error = 0;
  #pointRatio = 0;
  #runRatio = 0;

  /** `run`, `day`: how many points a short run has, and how many a day. */
  constructor(terms: ReachTerms, { run, day }: { run: number; day: number }) {
    this.#misses = new TwoReaches(terms);
    this.#drifts = new TwoReaches(terms);
    this.#run = new MeanWindow(run);
    this.#runLength = run;
    this.#day = day;
    this.#warmUp = terms.warmUp;
  }

  /** The next value as this baseline tells it, in the unit of the series; NaN where it knows nothing. */
  get expected(): number {
    return this.#expected;
  }

  /** The mean miss, in the unit of the series; infinite until it can judge, and where it knows nothing of the next value. */
  get error(): number {
    return this.#count < this.#warmUp || Number.isNaN(this.#expected) ? Number.POSITIVE_INFINITY : this.#error;
  }

  /** How many times as far as usual the value last read is from what was expected of it. */
  get pointRatio(): number {
    return this.#pointRatio;
  }

  /** How many times as far as usual the run that it ends is from the level. */
  get runRatio(): number {
    return this.#runRatio;
  }

  /** What lies less than `times` as far from what is expected as values usually go; `finest`: what is no miss. */
  band(times: number, finest: number): { low: number; high: number } {
    const { down, up } = this.#misses;
    return {
      low: this.#expected - times * Math.max(down.usual, finest),
      high: this.#expected + times * Math.max(up.usual, finest),
    };
  }

  /** `level`: what the run that the next value ends is held against. */
  tell(expected: number, level: number): void {
    this.#expected = expected;
    this.#level = level;
  }

  /** Judges the value that was told, then learns it; `finest`: what is no miss. Of a mean, it is the less the more it averages. */
  read(value: number, finest: number): void {
    if (Number.isNaN(this.#expected)) return;
    this.#count += 1;
    this.#error += (Math.abs(value - this.#expected) - this.#error) / Math.min(this.#count, this.#day);
    this.#pointRatio = this.#misses.read(value - this.#expected, finest);
    this.#runRatio = this.#drifts.read(this.#run.add(value - this.#level), finest / Math.sqrt(this.#runLength));
  }
}
