import { hash } from 'node:crypto';
import { type FinishedFile, PackedFile } from '#lib/audit/evidence/packed-file.ts';
import { mostListed, reportFoot, reportRow } from '#lib/audit/evidence/report.ts';
import type { PackEvent } from '#lib/audit/evidence/selection.ts';
import { integrityWords } from '#lib/audit/evidence/words.ts';
import { sentenceOf, targetWords } from '#lib/audit/sentence.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { type DeliveredRow, listAuditRecords, listDelivered } from './audit-records.ts';
import { csvHead, csvLine, type ExportRow } from './csv.ts';
import type { PopulationEvent } from './evidence-population.ts';

const readAtOnce = 250;
/** A file of records is ended by the record that takes it past this: no more of them is kept before it is written. */
const partBytes = 8 * 1024 * 1024;

const columns = [
  ...['time', 'account', 'region', 'event_id', 'sentence', 'action', 'service', 'on', 'who', 'through', 'result', 'error_code'],
  ...['from', 'team', 'integrity', 'log_file', 'record_file', 'record_offset', 'record_bytes', 'record_sha256'],
];

const keyOf = ({ account, eventId }: { account: string; eventId: string }): string => `${account} ${eventId}`;
const teamOf = ({ resources }: DeliveredRow): string | null => resources.find(({ team }) => team !== null)?.team ?? null;
const onOf = ({ resources, targets }: DeliveredRow): string | null => resources[0]?.name ?? targetWords(targets);

/** An event that the reader sees no more keeps its place, and says so. */
function packEvent(one: PopulationEvent, row: DeliveredRow | undefined, record: PackEvent['record']): PackEvent {
  const { account, eventId, at } = one;
  if (!row) {
    const told = { sentence: 'withheld: it is no longer what the reader may see', result: 'ok', region: '', team: null };
    return { account, eventId, at, ...told, integrity: 'not known', record: null };
  }
  const { region, result } = row;
  const sentence = sentenceOf({ ...row, on: onOf(row) });
  return { account, eventId, at, region, result, sentence, team: teamOf(row), integrity: integrityWords(row), record };
}

const csvOf = (event: PackEvent, row: DeliveredRow | undefined): ExportRow => ({
  time: new Date(event.at).toISOString(),
  account: event.account,
  region: event.region,
  event_id: event.eventId,
  sentence: event.sentence,
  action: row?.eventName ?? null,
  service: row?.eventSource ?? null,
  on: row?.targets.join(' ') ?? null,
  who: row?.who ?? null,
  through: row?.through ?? null,
  result: row?.result ?? null,
  error_code: row?.errorCode ?? null,
  from: row?.sourceIp ?? null,
  team: event.team,
  integrity: event.integrity,
  log_file: row?.logFile ?? null,
  record_file: event.record?.file ?? 'withheld',
  record_offset: event.record?.offset ?? null,
  record_bytes: event.record?.bytes ?? null,
  record_sha256: event.record?.sha256 ?? null,
});

const partName = (part: number): string => `records-${String(part).padStart(4, '0')}.jsonl`;

/** Reads the events that were taken, and writes what stands of each in three files: its record, its row, its line of the report. */
export class EventFiles {
  readonly #scope: TeamScope;
  readonly #report: PackedFile;
  readonly #table = new PackedFile('events.csv');
  #records = new PackedFile(partName(1));
  #part = 1;
  #taken = 0;
  #withheld = 0;

  /** @param report begun with its head */
  constructor(scope: TeamScope, report: PackedFile) {
    this.#scope = scope;
    this.#report = report;
  }

  /** Files of records, each as soon as it is full, and then the other two. */
  async *files(events: readonly PopulationEvent[]): AsyncGenerator<FinishedFile> {
    await this.#table.add(csvHead(columns));
    for (let from = 0; from < events.length; from += readAtOnce) yield* this.#batch(events.slice(from, from + readAtOnce));
    if (this.#records.bytes > 0) yield await this.#records.end();
    yield await this.#table.end();
    const listed = Math.min(this.#taken, mostListed);
    await this.#report.add(reportFoot({ listed, taken: this.#taken, withheld: this.#withheld }));
    yield await this.#report.end();
  }

  async *#batch(events: readonly PopulationEvent[]): AsyncGenerator<FinishedFile> {
    const [rows, records] = await Promise.all([listDelivered(this.#scope, events), listAuditRecords(this.#scope, events)]);
    const rowOf = new Map(rows.map((row) => [keyOf(row), row]));
    for (const [index, one] of events.entries()) {
      await this.#add(one, rowOf.get(keyOf(one)), records[index]);
      if (this.#records.bytes >= partBytes) yield await this.#endPart();
    }
  }

  async #endPart(): Promise<FinishedFile> {
    const full = await this.#records.end();
    this.#part += 1;
    this.#records = new PackedFile(partName(this.#part));
    return full;
  }

  async #add(one: PopulationEvent, row: DeliveredRow | undefined, text: string | undefined): Promise<void> {
    const record = row && text !== undefined ? await this.#keep(text) : null;
    const event = packEvent(one, record ? row : undefined, record);
    this.#taken += 1;
    if (!record) this.#withheld += 1;
    await this.#table.add(csvLine(columns, csvOf(event, record ? row : undefined)));
    if (this.#taken <= mostListed) await this.#report.add(reportRow(event));
  }

  async #keep(text: string): Promise<NonNullable<PackEvent['record']>> {
    const { name: file, bytes: offset } = this.#records;
    await this.#records.add(`${text}\n`);
    return { file, offset, bytes: Buffer.byteLength(text), sha256: hash('sha256', text) };
  }
}
