import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { minuteMs } from '#lib/time.ts';
import { streamOf, whole } from '../../scenario/random.ts';
import type { Place, Scenario, TrailRecord } from '../../scenario/types.ts';
import type { TrailSpoils } from '../../trail-spoils.ts';
import { blockMs, eventsOfBlock, roundOf } from './delivery.ts';
import { logsAt, phaseOf, switchRecords } from './logging.ts';
import { basicTime, dayFolder, folderOf, hasEvents, type Trail } from './trails.ts';

/** A delivered file. Epoch ms: the round in whose minute it was made, and when it was there. */
export type LogFile = { key: string; round: number; deliveredAt: number; records: readonly TrailRecord[] };

/** Upload takes a round this long at most. */
const uploadSeconds = 40;
const keptBlocks = 80;
const keptSizes = 50_000;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The log files of a scenario's trails: each event that a trail logged in exactly one of them. */
export class LogFiles {
  readonly #scenario: Scenario;
  readonly #spoils: TrailSpoils;
  readonly #blocks = new Map<string, readonly LogFile[]>();
  readonly #sizes = new Map<string, number>();

  constructor(scenario: Scenario, spoils: TrailSpoils) {
    this.#scenario = scenario;
    this.#spoils = spoils;
  }

  /** Whether the trail ever has a file of that place. */
  has(trail: Trail, place: Place): boolean {
    return hasEvents(this.#scenario, place) || isHome(trail, place);
  }

  /** Files whose round lies in [from, to), oldest first. */
  ofRounds(trail: Trail, place: Place, from: number, to: number): LogFile[] {
    if (!this.has(trail, place)) return [];
    const found: LogFile[] = [];
    for (let block = Math.floor(from / blockMs); block * blockMs < to; block += 1)
      found.push(...this.#ofBlock(trail, place, block));
    return found.filter(({ round }) => round >= from && round < to);
  }

  /** Files delivered in [from, to), oldest first. */
  delivered(trail: Trail, place: Place, from: number, to: number): LogFile[] {
    const files = this.ofRounds(trail, place, from - minuteMs, to);
    return files.filter(({ deliveredAt }) => deliveredAt >= from && deliveredAt < to);
  }

  /** In bytes of gzip. */
  size(file: LogFile): number {
    const known = this.#sizes.get(file.key);
    if (known !== undefined) return known;
    if (this.#sizes.size >= keptSizes) this.#sizes.clear();
    const size = gzipSync(contentOf(file)).length;
    this.#sizes.set(file.key, size);
    return size;
  }

  #ofBlock(trail: Trail, place: Place, block: number): readonly LogFile[] {
    const name = `${trail.name} ${place.account} ${place.region} ${block}`;
    const known = this.#blocks.get(name);
    if (known) return known;
    if (this.#blocks.size >= keptBlocks) this.#blocks.delete(this.#blocks.keys().next().value ?? '');
    const files = this.#compute(trail, place, block);
    this.#blocks.set(name, files);
    return files;
  }

  #compute(trail: Trail, place: Place, block: number): LogFile[] {
    const phaseMs = phaseOf('rounds', trail, place, minuteMs, 5);
    const isLogged = logsAt(trail, this.#spoils);
    const records = this.#events(trail, place, block).filter(
      (record) => isLogged(Date.parse(record.eventTime)) && !this.#spoils.isDropped(record),
    );
    const rounds = Map.groupBy(records, (record) => roundOf(record, phaseMs));
    return [...rounds]
      .filter(([round]) => Math.floor(round / blockMs) === block)
      .sort(([a], [b]) => a - b)
      .map(([round, delivered]) => fileOf({ seed: this.#scenario.seed, trail, place }, round, delivered))
      .filter(({ key }) => this.#spoils.of(key) !== 'undelivered');
  }

  /** What a block delivers happened in it, or shortly before. */
  #events(trail: Trail, place: Place, block: number): readonly TrailRecord[] {
    const own = hasEvents(this.#scenario, place)
      ? [...eventsOfBlock(this.#scenario, place, block - 1), ...eventsOfBlock(this.#scenario, place, block)]
      : [];
    if (!isHome(trail, place)) return own;
    const span = { from: (block - 1) * blockMs, to: (block + 1) * blockMs };
    return [...own, ...switchRecords(trail, this.#spoils, this.#scenario.seed, span)];
  }
}

const isHome = (trail: Trail, { account, region }: Place): boolean =>
  trail.isOrganization && account === trail.account && region === trail.homeRegion;

function fileOf(of: { seed: string; trail: Trail; place: Place }, round: number, records: readonly TrailRecord[]): LogFile {
  const { trail, place, seed } = of;
  const stream = streamOf('file', seed, trail.name, place.account, place.region, round);
  const suffix = Array.from({ length: 16 }, (_, index) => letters[whole(stream, index, letters.length)]).join('');
  const minute = `${basicTime(round).slice(0, 13)}Z`;
  const name = `${place.account}_CloudTrail_${place.region}_${minute}_${suffix}.json.gz`;
  return {
    key: `${folderOf(trail, place, 'CloudTrail')}${dayFolder(round)}${name}`,
    round,
    deliveredAt: round + (2 + whole(stream, 16, uploadSeconds - 2)) * 1000,
    // CloudTrail's own order is nobody's; this one is the same at every start.
    records: records.toSorted((a, b) => (a.eventID < b.eventID ? -1 : 1)),
  };
}

/** A file before it is compressed. */
export const contentOf = ({ records }: LogFile): Buffer => Buffer.from(JSON.stringify({ Records: records }));

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Of several records' eventTime, the first and the last; null of none. */
export function timesOf(records: readonly TrailRecord[]): { newestEventTime: string | null; oldestEventTime: string | null } {
  const times = records.map(({ eventTime }) => eventTime).sort();
  return { newestEventTime: times.at(-1) ?? null, oldestEventTime: times[0] ?? null };
}
