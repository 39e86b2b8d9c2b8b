/** How a reach is learned; durations in points. */
export type ReachTerms = {
  /** So many points are learned before one is judged. */
  warmUp: number;
  /** After so many, half of what was learned is forgotten. */
  halfLife: number;
  /** One excursion widens what is usual by this factor at most; as far again on another occasion is taken as it is. */
  trust: number;
  /** Excursions closer together are one occasion. */
  occasion: number;
};

/** What has no measure to be held against is so many times as far as usual; beyond it, nothing is farther. */
const farthestRatio = 100;

/** How far a quantity usually goes in one direction: its farthest excursion so far, fading; what happened once teaches less than what happened twice. */
export class Reach {
  readonly #terms: ReachTerms;
  readonly #fading: number;
  #usual = 0;
  #outlier = 0;
  #outlierAt = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(terms: ReachTerms) {
    this.#terms = terms;
    this.#fading = 0.5 ** (1 / terms.halfLife);
  }

  get usual(): number {
    return this.#usual;
  }

  /**
   * Judges an excursion by those before it, then learns it. `finest`: less than this is no excursion.
   * @returns how many times as far as usual it went; 0 while warming up
   */
  read(excursion: number, finest: number): number {
    const ratio = this.#ratio(excursion, finest);
    this.#count += 1;
    this.#usual *= this.#fading;
    this.#outlier *= this.#fading;
    if (excursion > this.#usual) this.#learn(excursion);
    return ratio;
  }

  #ratio(excursion: number, finest: number): number {
    if (this.#count < this.#terms.warmUp || excursion <= finest) return 0;
    return Math.min(farthestRatio, excursion / Math.max(this.#usual, finest));
  }

  #learn(excursion: number): void {
    const widest = this.#usual * this.#terms.trust;
    if (this.#usual === 0 || excursion <= widest) {
      this.#usual = excursion;
      return;
    }
    const isAgain = this.#count - this.#outlierAt > this.#terms.occasion;
    this.#usual = Math.min(excursion, isAgain ? Math.max(widest, this.#outlier) : widest);
    this.#outlier = isAgain ? excursion : Math.max(this.#outlier, excursion);
    this.#outlierAt = this.#count;
  }
}

/** A reach to either side: what goes far up every day may still fall a little for the first time. */
export class TwoReaches {
  readonly up: Reach;
  readonly down: Reach;

  constructor(terms: ReachTerms) {
    this.up = new Reach(terms);
    this.down = new Reach(terms);
  }

  read(deviation: number, finest: number): number {
    return Math.max(this.up.read(Math.max(0, deviation), finest), this.down.read(Math.max(0, -deviation), finest));
  }
}
