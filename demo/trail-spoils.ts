import type { TrailRecord } from './scenario/types.ts';
import { resourcesOf } from './services/cloudtrail/event.ts';

/** What can befall an object of a trail's bucket. `undelivered`: it never came, and no digest knows of it. */
const spoilNames = ['altered', 'deleted', 'appended', 'denied', 'undelivered'] as const;
export type Spoil = (typeof spoilNames)[number];

/** When the organization's trail did not log, epoch ms, [from, to). */
export type Pause = { from: number; to: number };

/** CloudTrail's last digest of a trail that was stopped covers what was still under way. */
const shortestPauseMs = 15 * 60_000;

/**
 * What a test does to the trails, once and for all until it says otherwise: `<spoil>=<key>` with `*` standing for any text,
 * `dropped=<event name> <resource>` for events that nothing ever tells of, and `stopped=<ISO time>/<ISO time>`, by commas or lines.
 */
export class TrailSpoils {
  readonly text: string;
  readonly stops: readonly Pause[];
  readonly #spoils: readonly { spoil: Spoil; pattern: RegExp }[];
  readonly #dropped: readonly RegExp[];

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
    this.#dropped = entries.filter(({ name, value }) => name === 'dropped' && value !== '').map(({ value }) => patternOf(value));
    this.#spoils = entries
      .filter(({ name, value }) => name !== 'stopped' && (name !== 'dropped' || value === ''))
      .map(({ part, name, value }) => {
        const spoil = spoilNames.find((one) => one === name);
        if (!spoil || value === '') {
          throw new RangeError(
            `trail: ${JSON.stringify(part)} is not one of ${spoilNames.join(', ')} =<key>, dropped=<event name> <resource>, or stopped=<from>/<to>`,
          );
        }
        return { spoil, pattern: patternOf(value) };
      });
  }

  of(key: string): Spoil | undefined {
    return this.#spoils.find(({ pattern }) => pattern.test(key))?.spoil;
  }

  /** Whether neither Event history nor any trail tells of it. */
  isDropped(record: TrailRecord): boolean {
    if (this.#dropped.length === 0) return false;
    const names = ['', ...resourcesOf(record).map(({ ResourceName }) => ResourceName)];
    return names.some((name) => this.#dropped.some((pattern) => pattern.test(`${record.eventName} ${name}`)));
  }
}

const patternOf = (text: string): RegExp => new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function pauseOf(text: string): Pause {
  const [from = Number.NaN, to = Number.NaN] = text.split('/').map(Date.parse);
  if (to - from >= shortestPauseMs) return { from, to };
  throw new RangeError(`trail: ${JSON.stringify(text)} is not <ISO time>/<ISO time>, 15 minutes apart at least`);
}
