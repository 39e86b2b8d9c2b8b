import { isUtf8 } from 'node:buffer';

/** One JSON value cut out of a stream, in UTF-8, or why it could not be. `raw` may be a part of the chunk; `place` is where in the stream it began. */
export type Cut = { raw: Buffer; place: Place } | { problem: string; body: string; place: Place };
export type Place = { record: number; byte: number };

const keptOfOversized = 64 * 1024;
const recordLists = new Set(['Records', 'Events']);
const code = (char: string): number => char.charCodeAt(0);
const [quote, backslash, newline, comma] = [code('"'), code('\\'), code('\n'), code(',')];
const [openBrace, closeBrace, openBracket, closeBracket] = [code('{'), code('}'), code('['), code(']')];
const beforeValue = new Set([comma, code(':'), openBracket]);
const byteOrderMark = [0xef, 0xbb, 0xbf];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === newline || byte === 0x0d || byte === 0x09;

/**
 * Cuts CloudTrail records out of bytes as they come, without parsing them: `{"Records":[…]}`, arrays, JSON lines,
 * concatenated objects and single ones. It holds at most one record, cuts each byte for byte, and never throws.
 */
export class RecordSplitter {
  readonly #maxBytes: number;
  #depth = 0;
  /** The depth at which records stand: 0 in lines, 1 in an array, 2 in {"Records":[…]}, -1 after that list. */
  #level = 0;
  #inString = false;
  #escaped = false;
  #capture: 'none' | 'value' | 'scalar' = 'none';
  /** The open top-level object may still turn out to be the one that holds the list. */
  #mayHoldList = false;
  #key = '';
  #last = 0;
  #column = 0;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #from = -1;
  #records = 0;
  #ready: Cut[] = [];
  #offset = 0;
  #began = 0;

  /** @param maxBytes a longer record is a problem; CloudTrail's own limit is 256 KB, other writers know none */
  constructor(maxBytes = 16 * 1024 * 1024) {
    this.#maxBytes = maxBytes;
  }

  /** What ends within this chunk. */
  push(chunk: Buffer): Cut[] {
    this.#from = this.#capture === 'none' ? -1 : 0;
    for (let index = 0; index < chunk.length; index += 1) {
      if (this.#capture === 'value' && this.#level > 0) {
        index = this.#within(chunk, index);
        if (index === chunk.length) break;
      }
      const byte = chunk[index] ?? 0;
      if (this.#offset + index < 3 && byte === byteOrderMark[this.#offset + index]) continue;
      if (this.#inString) this.#string(byte);
      else this.#outside(byte, index, chunk);
      if (this.#capture === 'value' && !this.#inString && this.#depth === this.#level && this.#from >= 0) {
        this.#emit(chunk, index + 1);
      }
      this.#column = byte === newline ? 0 : this.#column + 1;
      if (!isSpace(byte)) this.#last = byte;
    }
    if (this.#from >= 0) this.#hold(chunk.subarray(this.#from));
    this.#offset += chunk.length;
    return this.#take();
  }

  /**
   * Passes over what stands within a record of a list, where nothing but its end matters.
   * @returns where the byte stands that ends the record, or the chunk's length
   */
  #within(chunk: Buffer, from: number): number {
    let [depth, inString, escaped] = [this.#depth, this.#inString, this.#escaped];
    let index = from;
    for (; index < chunk.length; index += 1) {
      const byte = chunk[index] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote || byte === newline) {
          if (depth === this.#level) break;
          inString = false;
        }
      } else if (byte === quote) inString = true;
      else if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) {
        if (depth - 1 === this.#level) break;
        depth -= 1;
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    return index;
  }

  /** What is left when the stream ends. */
  end(): Cut[] {
    if (this.#capture === 'scalar') this.#emit(Buffer.alloc(0), 0);
    else if (this.#capture === 'value') this.#emit(Buffer.alloc(0), 0, 'The file ends within this record.');
    else if (this.#depth > 0)
      this.#ready.push({ problem: 'The file ends within its list of records.', body: '', place: this.#here(0) });
    return this.#take();
  }

  #take(): Cut[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  #here = (index: number): Place => ({ record: this.#records + 1, byte: this.#offset + index });

  #string(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === backslash) this.#escaped = true;
    // A bare line break ends no string in JSON; taking it as the end keeps one broken line from swallowing the rest.
    else if (byte === quote || byte === newline) this.#inString = false;
    else if (this.#mayHoldList && this.#depth === 1 && this.#key.length < 16) this.#key += String.fromCharCode(byte);
  }

  #outside(byte: number, index: number, chunk: Buffer): void {
    if (byte === openBrace || byte === openBracket) this.#open(byte, index, chunk);
    else if (byte === closeBrace || byte === closeBracket) this.#close(index, chunk);
    else this.#plain(byte, index, chunk);
  }

  #plain(byte: number, index: number, chunk: Buffer): void {
    if (this.#capture === 'scalar') {
      if (byte === newline || (this.#level > 0 && (byte === comma || isSpace(byte)))) this.#emit(chunk, index);
      return;
    }
    if (byte === quote) {
      if (this.#capture === 'none' && this.#depth === this.#level) this.#begin('value', index);
      this.#inString = true;
      if (this.#depth === 1) this.#key = '';
    } else if (this.#capture === 'none' && this.#depth === this.#level && !isSpace(byte) && byte !== comma) {
      this.#begin('scalar', index);
    }
  }

  #open(byte: number, index: number, chunk: Buffer): void {
    if (this.#capture === 'scalar') this.#emit(chunk, index);
    const isBroken = this.#column === 0 && byte === openBrace && !beforeValue.has(this.#last);
    if (this.#capture === 'value' && this.#level === 0 && isBroken) {
      this.#emit(chunk, index, 'A new record begins before this one ends.');
      this.#depth = 0;
    }
    if (this.#capture === 'none' && this.#depth === this.#level) {
      if (this.#level === 0 && byte === openBracket) this.#level = 1;
      else {
        this.#begin('value', index);
        this.#mayHoldList = this.#level === 0 && byte === openBrace;
      }
    } else if (this.#mayHoldList && this.#depth === 1 && byte === openBracket && recordLists.has(this.#key)) {
      this.#forget();
      this.#level = 2;
    }
    this.#depth += 1;
  }

  #close(index: number, chunk: Buffer): void {
    if (this.#capture === 'scalar') this.#emit(chunk, index);
    if (this.#capture === 'none' && this.#depth === this.#level) {
      if (this.#level === 0) {
        this.#ready.push({ problem: 'A closing bracket without its opening one.', body: '', place: this.#here(index) });
        return;
      }
      // After a list, its object may hold another one.
      this.#mayHoldList = this.#level === 2;
      this.#level = this.#level === 1 ? 0 : -1;
    }
    this.#depth -= 1;
    if (this.#level === -1 && this.#depth === 0) {
      this.#level = 0;
      this.#mayHoldList = false;
    }
  }

  #begin(capture: 'value' | 'scalar', index: number): void {
    this.#capture = capture;
    this.#from = index;
    this.#began = this.#offset + index;
  }

  #forget(): void {
    this.#capture = 'none';
    this.#mayHoldList = false;
    this.#from = -1;
    this.#held = [];
    this.#heldBytes = 0;
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    // The chunk's memory may be used again by the stream.
    if (this.#heldBytes <= this.#maxBytes) this.#held.push(Buffer.from(bytes));
    else if (this.#held.length > 1 || (this.#held[0]?.length ?? 0) > keptOfOversized) {
      this.#held = [Buffer.concat(this.#held).subarray(0, keptOfOversized)];
    }
  }

  #emit(chunk: Buffer, end: number, problem?: string): void {
    this.#ready.push(this.#cut(chunk, end, problem));
  }

  #cut(chunk: Buffer, end: number, problem?: string): Cut {
    const last = chunk.subarray(this.#from < 0 ? end : this.#from, end);
    const isWhole = this.#heldBytes === 0 && last.length <= this.#maxBytes;
    if (!isWhole) this.#hold(last);
    this.#records += 1;
    const place = { record: this.#records, byte: this.#began };
    const bytes = isWhole ? last : Buffer.concat(this.#held);
    const tooLong = this.#heldBytes > this.#maxBytes;
    this.#forget();
    if (problem) return { problem, body: bytes.toString('utf8'), place };
    if (tooLong) {
      return { problem: `Longer than ${this.#maxBytes} bytes; its beginning is kept.`, body: bytes.toString('utf8'), place };
    }
    return isUtf8(bytes) ? { raw: bytes, place } : { problem: 'Not UTF-8.', body: bytes.toString('latin1'), place };
  }
}
