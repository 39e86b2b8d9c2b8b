import { hash } from 'node:crypto';

const newline = 10;
const words = 8;

/**
 * What a table holds, in 256 bits: the sum, word for word, of the SHA-256 of each row as COPY's text. It does not depend on the rows' order,
 * which PostgreSQL promises nobody, so two databases can be held against each other.
 */
export class RowDigest {
  rows = 0;
  readonly #sums = new Uint32Array(words);
  #rest: Buffer[] = [];

  /** Text of COPY, cut anywhere: in it a line break always ends a row. */
  add(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      const last = chunk.subarray(from, end);
      this.#addRow(this.#rest.length > 0 ? Buffer.concat([...this.#rest, last]) : last);
      this.#rest = [];
      from = end + 1;
    }
    if (from < chunk.length) this.#rest.push(Buffer.from(chunk.subarray(from)));
  }

  #addRow(row: Buffer): void {
    const own = hash('sha256', row, 'buffer');
    for (let word = 0; word < words; word += 1) this.#sums[word] = (this.#sums[word] ?? 0) + own.readUInt32BE(word * 4);
    this.rows += 1;
  }

  hex(): string {
    return [...this.#sums].map((sum) => sum.toString(16).padStart(8, '0')).join('');
  }
}
