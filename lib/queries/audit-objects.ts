import type { Breathe } from '#lib/audit/search/scan.ts';
import { type Seek, Texts } from '#lib/audit/search/texts.ts';
import { systemScope } from '#lib/auth/scope.ts';
import { withIds } from './event-ids.ts';
import { containing } from './sql.ts';
import { walled } from './walled.ts';

const idsAtOnce = 5000;
/** The object of events that name none. */
const nothingId = 0;

/** What events are about, in memory, to be looked through for a text: read beside the searches, as there is time. */
export class AuditObjects {
  readonly #texts = new Texts();
  #known = new Uint8Array(1024);
  #waiting: Int32Array[] = [];
  /** Lists of which some texts are not packed yet; they go with their chunks. */
  #unsettled: WeakRef<Int32Array>[] = [];
  #reading: Promise<void> | null = null;

  constructor() {
    // What names nothing says nothing: every chunk has such events.
    this.#texts.add(nothingId, '');
  }

  /** A chunk's ids, ascending; those that are not known yet are read later. @param breathe lets others have their turn */
  want(ids: Int32Array, breathe: Breathe): void {
    const fresh = ids.filter((id) => id !== nothingId && this.#known[id] !== 1);
    if (!this.#texts.settle(ids)) this.#unsettled.push(new WeakRef(ids));
    if (fresh.length === 0) return;
    this.#waiting.push(fresh);
    this.#begin(breathe);
  }

  #begin(breathe: Breathe): void {
    this.#reading ??= this.#read(breathe)
      // It is tried again with the next chunk or search; until then PostgreSQL is asked.
      .catch(() => {})
      .finally(() => {
        this.#reading = null;
      });
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** For objects that name something in which one of the texts stands. */
  async seek(texts: readonly string[], breathe: Breathe): Promise<Seek> {
    if (!this.isWaiting) return this.#texts.seek(texts, breathe);
    this.#begin(breathe);
    const { rows } = await walled<{ id: number }>(systemScope(), {
      name: 'q:objects with',
      text: 'select id from audit_object where targets ilike any($1::text[])',
      values: [texts.map(containing)],
    });
    const found = withIds(new Uint8Array(0), rows);
    return async () => found;
  }

  async #read(breathe: Breathe): Promise<void> {
    // While others have their turn, more may be wanted.
    while (this.isWaiting) {
      await this.#readWaiting(breathe);
      await this.#settle(breathe);
    }
  }

  async #readWaiting(breathe: Breathe): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      for (let start = 0; start < next.length; start += idsAtOnce) {
        const ids = next.subarray(start, start + idsAtOnce).filter((id) => this.#known[id] !== 1);
        if (ids.length > 0) await this.#readSome(ids, breathe);
      }
      this.#waiting.shift();
    }
  }

  async #settle(breathe: Breathe): Promise<void> {
    for (const list of this.#unsettled.splice(0)) {
      const ids = list.deref();
      if (ids && !this.#texts.settle(ids)) this.#unsettled.push(list);
      await breathe();
    }
  }

  async #readSome(ids: Int32Array, breathe: Breathe): Promise<void> {
    const { rows } = await walled<{ id: number; targets: string }>(systemScope(), {
      name: 'q:audit objects',
      text: 'select id, targets from audit_object where id = any($1)',
      values: [[...ids]],
    });
    const greatest = ids.reduce((most, id) => Math.max(most, id), 0);
    if (greatest >= this.#known.length) {
      const larger = new Uint8Array(Math.max(greatest + 1, 2 * this.#known.length));
      larger.set(this.#known);
      this.#known = larger;
    }
    for (const { id, targets } of rows) {
      this.#texts.add(id, targets);
      await breathe();
    }
    // What is gone by now is nothing that a text stands in.
    for (const id of ids) this.#known[id] = 1;
  }
}
