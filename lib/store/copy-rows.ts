import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type CopyValue = string | number | boolean | Date | null | readonly string[];

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeText = (text: string): string => text.replace(/[\\\n\r\t]/g, (char) => escapes[char] ?? char);
const arrayItem = (text: string): string => `"${text.replace(/["\\]/g, (char) => `\\${char}`)}"`;

function field(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return escapeText(`{${value.map(arrayItem).join(',')}}`);
  return String(value);
}

/**
 * Sends rows through COPY's text format, in chunks so that the whole is never one string.
 * Table and column names are the program's own, never input.
 */
export async function copyRows(
  client: PoolClient,
  into: { table: string; columns: readonly string[] },
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  function* chunks(): Generator<string> {
    let chunk = '';
    for (const row of rows) {
      chunk += `${row.map(field).join('\t')}\n`;
      if (chunk.length > 64 * 1024) {
        yield chunk;
        chunk = '';
      }
    }
    if (chunk) yield chunk;
  }
  const target = client.query(copyFrom(`copy ${into.table} (${into.columns.join(', ')}) from stdin`));
  await pipeline(Readable.from(chunks()), target);
}
