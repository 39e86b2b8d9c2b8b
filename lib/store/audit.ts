import type { PoolClient } from 'pg';
import { eventKey } from '#lib/audit/event-key.ts';
import { type Raw, textOf } from '#lib/audit/raw.ts';
import { isSameRecord, type Parsed, type ParsedEvent, parseRecord } from '#lib/audit/record.ts';
import type { Place } from '#lib/audit/split.ts';
import { insertBlocks, type PackedBlock, packBlocks, placesFor, readPlaces } from './audit-blocks.ts';
import { chunkEventOf, insertChunks } from './audit-chunks.ts';
import { ensureAuditMonths } from './audit-months.ts';
import { type AuditSource, insertRows, type Kept, listKept, moveRows, type Row, sourceCodes } from './audit-rows.ts';
import { forgetWords, isEpoch, type Words, wordsOf } from './audit-words.ts';
import { saveDetections } from './detections.ts';
import { type Quarantined, saveQuarantine } from './quarantine.ts';
import { type Db, transaction } from './transaction.ts';

export type AuditDelivery = {
  /** The record as delivered. */
  raw: Raw;
  source: AuditSource;
  /** The log file whose bytes it is, by its id. */
  file?: number;
  /** Where it was read from, for records that do not name their recipient. */
  account?: string;
  /** Where it stood, should it have to be put into quarantine. */
  from?: DeliveredFrom;
  /** Why it could not even be cut out; then `raw` is what there is of it. */
  problem?: string;
};

/** A value's place in a file. */
export type DeliveredFrom = { name: string; place: Place };

export const fromWords = ({ name, place: { record, byte } }: DeliveredFrom): string => `${name}, record ${record}, byte ${byte}`;

export type AuditSaved = { saved: number; known: number; quarantined: number };

type Read = { delivery: AuditDelivery; event: ParsedEvent; words: Words };
type Refused = { delivery: AuditDelivery; reason: string };

/** Deliveries, read and ready to be stored. */
export type Prepared = { reads: readonly Read[]; refused: readonly Refused[]; epoch: number };

async function prepare(db: Db, deliveries: readonly AuditDelivery[]): Promise<Prepared> {
  const read: Omit<Read, 'words'>[] = [];
  const refused: Refused[] = [];
  for (const delivery of deliveries) {
    const { raw, account, problem } = delivery;
    const parsed: Parsed = problem ? { ok: false, reason: problem } : parseRecord(textOf(raw), account);
    if (parsed.ok) read.push({ delivery, event: parsed.event });
    else refused.push({ delivery, reason: parsed.reason });
  }
  const events = read.map(({ event }) => event);
  await ensureAuditMonths(
    db,
    events.map(({ at }) => at.getTime()),
  );
  const { epoch, words } = await wordsOf(db, events);
  return { epoch, refused, reads: read.map((one, index) => ({ ...one, words: words[index] as Words })) };
}

/** The words that were looked up went while nobody said them. */
class WordsGone extends Error {}

/** Runs a transaction that stores deliveries; they are read, and their words are known, before it begins. */
export async function storing<T>(
  db: Db,
  deliveries: readonly AuditDelivery[],
  work: (client: PoolClient, prepared: Prepared) => Promise<T>,
): Promise<T> {
  for (;;) {
    const prepared = await prepare(db, deliveries);
    try {
      return await transaction(db, (client) => work(client, prepared));
    } catch (error) {
      if (!(error instanceof WordsGone)) throw error;
      forgetWords(db);
    }
  }
}

type Placed = { rows: Row[]; raws: Raw[] };

const packed = ({ rows, raws }: Placed, isKept: (index: number) => boolean): Promise<PackedBlock[]> =>
  packBlocks(
    rows.map(({ place, event }, index) => ({
      place,
      eventId: event.eventId,
      record: raws[index] as Raw,
      isKept: isKept(index),
    })),
  );

const others = (kept: readonly Kept[], odd: ReadonlySet<number>): Kept[] => kept.filter(({ index }) => !odd.has(index));

/** Copies under a known key whose body says something else than the one that was kept, by their indexes. */
async function findOdd(client: PoolClient, { rows, raws }: Placed, kept: readonly Kept[]): Promise<Set<number>> {
  const records = await readPlaces(
    client,
    kept.map(({ place, index }) => ({ ...place, eventId: rows[index]?.event.eventId ?? '' })),
  );
  return new Set(
    kept
      .filter(({ index }, nth) => !isSameRecord(textOf(raws[index] as Raw).toWellFormed(), records[nth] as string))
      .map(({ index }) => index),
  );
}

/** The bytes that a trail delivered, which its digests cover, take the place of any other copy that says the same. */
async function keepDelivered(client: PoolClient, { rows, raws }: Placed, kept: readonly Kept[]): Promise<void> {
  const delivered = kept.filter(({ index, source }) => rows[index]?.source === 'trail' && source !== sourceCodes.trail);
  // Of copies in one batch the first counts.
  const first = [...Map.groupBy(delivered, ({ place }) => `${place.month} ${place.block} ${place.position}`).values()].flatMap(
    (same) => same.slice(0, 1),
  );
  if (first.length === 0) return;
  const own = first.map(({ index }) => rows[index] as Row);
  const places = await placesFor(
    client,
    own.map(({ event }) => event.at.getTime()),
  );
  const moved = {
    rows: own.map((row, nth) => ({ ...row, place: places[nth] as Row['place'] })),
    raws: first.map(({ index }) => raws[index] as Raw),
  };
  await insertBlocks(client, await packed(moved, () => true));
  await moveRows(
    client,
    first.map(({ index, place }, nth) => ({
      index,
      was: place,
      to: places[nth] as Row['place'],
      file: rows[index]?.file ?? 0,
    })),
  );
}

const refusalOf = ({ delivery: { source, raw, from }, reason }: Refused): Quarantined => ({
  ...{ source, reason, body: textOf(raw) },
  ...(from ? { place: fromWords(from) } : {}),
});

const variantOf = ({ delivery, event }: Read): Quarantined => ({
  source: delivery.source,
  body: textOf(delivery.raw).toWellFormed(),
  reason: `Another body is already kept under event ${event.eventId} of account ${event.account}.`,
});

/** Records of one actor, and of these the calls of one kind, lie side by side: alike as they are they pack smaller, and are read together. */
const besideAlike = (reads: readonly Read[]): Read[] =>
  reads.toSorted((a, b) => a.words.actor - b.words.actor || a.words.call - b.words.call);

/** Stores what was read: `saved + known + quarantined` is the number of deliveries. */
export async function addPrepared(client: PoolClient, prepared: Prepared, receivedAt: Date): Promise<AuditSaved> {
  const { refused, epoch } = prepared;
  const reads = besideAlike(prepared.reads);
  const total = reads.length + refused.length;
  if (!(await isEpoch(client, epoch))) throw new WordsGone('words went');
  const places = await placesFor(
    client,
    reads.map(({ event }) => event.at.getTime()),
  );
  const rows = reads.map(({ delivery, event, words }, index): Row => {
    const place = places[index] as Row['place'];
    return { event, key: eventKey(event.eventId), words, place, receivedAt, source: delivery.source, file: delivery.file };
  });
  const placed = { rows, raws: reads.map(({ delivery }) => delivery.raw) };
  // Most batches are new as a whole: their blocks are packed while the database takes the rows.
  const packing = packed(placed, () => true);
  const fresh = await insertRows(client, rows);
  const isNew = fresh.size === rows.length;
  const blocks = await packing;
  await insertBlocks(client, isNew ? blocks : await packed(placed, (index) => fresh.has(index)));
  const isFresh = (_: unknown, index: number): boolean => isNew || fresh.has(index);
  await insertChunks(client, rows.filter(isFresh).map(chunkEventOf));
  await saveDetections(
    client,
    reads.filter(isFresh).map(({ event, delivery }) => ({ event, raw: delivery.raw })),
  );
  const kept = isNew ? [] : await listKept(client);
  const odd = await findOdd(client, placed, kept);
  await keepDelivered(client, placed, others(kept, odd));
  const variants = reads.filter((_, index) => odd.has(index)).map(variantOf);
  await saveQuarantine(client, [...refused.map(refusalOf), ...variants], receivedAt);
  const quarantined = refused.length + odd.size;
  return { saved: fresh.size, known: total - fresh.size - quarantined, quarantined };
}

/**
 * Stores CloudTrail records exactly once by (recipient account, event ID), each verbatim, all or none of them.
 * What cannot be read, and a different body under a known ID, goes to quarantine with its reason; saving the same again
 * changes nothing. `saved + known + quarantined` is the number of deliveries.
 * @param receivedAt when Trailwatch got them
 */
export const saveAuditEvents = async (db: Db, deliveries: readonly AuditDelivery[], receivedAt: Date): Promise<AuditSaved> =>
  deliveries.length === 0
    ? { saved: 0, known: 0, quarantined: 0 }
    : storing(db, deliveries, (client, prepared) => addPrepared(client, prepared, receivedAt));
