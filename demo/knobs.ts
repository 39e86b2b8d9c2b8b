import { TrailSpoils } from './trail-spoils.ts';

const idsOf = (text: string): ReadonlySet<string> => {
  const ids = text.split(',').flatMap((part) => part.trim() || []);
  const wrong = ids.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) throw new RangeError(`${JSON.stringify(wrong)} is not an account of 12 digits`);
  return new Set(ids);
};

const hourMs = 3_600_000;
const mostSkewSeconds = 24 * 3600;

/** What can be done to the account while it runs, beside faults and denials. */
export class Knobs {
  #revoked: ReadonlySet<string> = new Set();
  #left: ReadonlySet<string> = new Set();
  /** When an account's sessions were ended, by account. */
  #endedAt: ReadonlyMap<string, number> = new Map();
  #skewMs = 0;
  #spoils = new TrailSpoils();
  readonly #time: () => number;

  /** @param time of AWS's machines, epoch ms: wall time unless the whole world has another */
  constructor(time: () => number = () => Date.now()) {
    this.#time = time;
  }

  /** The time of AWS's machines, by which signatures and sessions are judged. */
  readonly wall = (): number => this.#time() + this.#skewMs;

  /** @param text account ids whose role is deleted: its sessions are invalid at once. @throws RangeError */
  revoke(text: string): void {
    this.#revoked = idsOf(text);
  }

  /** @param text account ids that have left the organization. @throws RangeError */
  leave(text: string): void {
    this.#left = idsOf(text);
  }

  /** @param text account ids whose sessions of until now have expired. @throws RangeError */
  expire(text: string): void {
    this.#endedAt = new Map([...idsOf(text)].map((id) => [id, this.wall()]));
  }

  /** @param text by how many seconds AWS's time is ahead of this machine's. @throws RangeError */
  skew(text: string): void {
    const seconds = Number(text);
    if (!Number.isFinite(seconds) || Math.abs(seconds) > mostSkewSeconds) {
      throw new RangeError(`skew: ${JSON.stringify(text)} is no number of seconds within a day`);
    }
    this.#skewMs = seconds * 1000;
  }

  /** @param text what befalls the trails' objects. @throws RangeError */
  spoil(text: string): void {
    if (text !== this.#spoils.text) this.#spoils = new TrailSpoils(text);
  }

  get spoils(): TrailSpoils {
    return this.#spoils;
  }

  isRevoked(account: string): boolean {
    return this.#revoked.has(account);
  }

  /** @param expiresAt when a session would have ended by itself, an hour after it began */
  isEnded(account: string, expiresAt: number): boolean {
    return expiresAt <= Math.max(this.wall(), (this.#endedAt.get(account) ?? Number.NEGATIVE_INFINITY) + hourMs);
  }

  hasLeft(account: string): boolean {
    return this.#left.has(account);
  }
}
