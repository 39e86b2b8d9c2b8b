import type { AuditSaved } from '#lib/store/audit.ts';
import { type AuditFile, saveAuditFiles } from '#lib/store/audit-files.ts';
import type { Db } from '#lib/store/transaction.ts';

/** What is kept in one transaction. */
const batch = { files: 200, bytes: 4 * 1024 ** 2 };
/** While the database takes one batch, the next is read; more would only wait for their turn with the detections. */
const savesAtOnce = 2;

type Keeping = {
  db: Db;
  source: number;
  now: () => number;
  onSaved: (files: readonly AuditFile[], saved: AuditSaved) => Promise<void>;
};

/** Keeps log files with their events, so many in a transaction. */
export class Keeper {
  readonly #keeping: Keeping;
  #held: AuditFile[] = [];
  #heldBytes = 0;
  #saving: Promise<void>[] = [];

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
  }

  /** Takes a file; waits while too much is on its way. */
  async add(file: AuditFile): Promise<void> {
    this.#held.push(file);
    this.#heldBytes += file.deliveries.reduce((sum, { raw }) => sum + raw.length, 0);
    if (this.#held.length >= batch.files || this.#heldBytes >= batch.bytes) await this.#save();
  }

  /** Ends when everything is kept. */
  async end(): Promise<void> {
    await this.#save();
    await Promise.all(this.#saving);
  }

  async #save(): Promise<void> {
    const files = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    if (files.length > 0) this.#begin(files);
    while (this.#saving.length >= savesAtOnce) await Promise.race(this.#saving);
  }

  #begin(files: readonly AuditFile[]): void {
    const { db, source, now, onSaved } = this.#keeping;
    const work = saveAuditFiles(db, source, { files, at: new Date(now()) }).then((saved) => onSaved(files, saved));
    const tracked: Promise<void> = work.finally(() => {
      this.#saving = this.#saving.filter((one) => one !== tracked);
    });
    // Whoever waits is told; until then it must not count as nobody's.
    tracked.catch(() => {});
    this.#saving.push(tracked);
  }
}
