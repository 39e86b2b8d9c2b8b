/** What can befall an object of a trail's bucket. `undelivered`: it never came, and no digest knows of it. */
const spoilNames = ['altered', 'deleted', 'appended', 'denied', 'undelivered'] as const;
export type Spoil = (typeof spoilNames)[number];

/** When the organization's trail did not log, epoch ms, [from, to). */
export type Pause = { from: number; to: number };

/** CloudTrail's last digest of a trail that was stopped covers what was still under way. */
const shortestPauseMs = 15 * 60_000;

/**
 * What a test does to the trails, once and for all until it says otherwise: `<spoil>=<key>` with `*` standing for any text, and
 * `stopped=<ISO time>/<ISO time>`, by commas or lines.
 */
export class TrailSpoils {
  readonly text: string;
  readonly stops: readonly Pause[];
  readonly #spoils: readonly { spoil: Spoil; pattern: RegExp }[];

  /** @throws RangeError naming the part that is wrong */
  constructor(text = '') {
    this.text = text;
    const parts = text.split(/[,\n]/).flatMap((part) => part.trim() || []);
    const entries = parts.map((part) => ({
      part,
      name: part.slice(0, part.indexOf('=')),
      value: part.slice(part.indexOf('=') + 1),
    }));
    this.stops = entries.filter(({ name }) => name === 'stopped').map(({ value }) => pauseOf(value));
    this.#spoils = entries
      .filter(({ name }) => name !== 'stopped')
      .map(({ part, name, value }) => {
        const spoil = spoilNames.find((one) => one === name);
        if (!spoil || value === '') {
          throw new RangeError(
            `trail: ${JSON.stringify(part)} is not one of ${spoilNames.join(', ')} =<key>, or stopped=<from>/<to>`,
          );
        }
        return { spoil, pattern: new RegExp(`^${value.split('*').map(escaped).join('.*')}$`, 's') };
      });
  }

  of(key: string): Spoil | undefined {
    return this.#spoils.find(({ pattern }) => pattern.test(key))?.spoil;
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function pauseOf(text: string): Pause {
  const [from = Number.NaN, to = Number.NaN] = text.split('/').map(Date.parse);
  if (to - from >= shortestPauseMs) return { from, to };
  throw new RangeError(`trail: ${JSON.stringify(text)} is not <ISO time>/<ISO time>, 15 minutes apart at least`);
}
