/** One value of an export; nothing is null by accident. */
type Cell = string | number | boolean | null;
/** Rows that one download holds at most. A longer table is cut, and says so in the name of its file. */
export const mostExported = 50_000;
export type ExportRow = Readonly<Record<string, Cell>>;

/**
 * Where a spreadsheet may begin a formula: at the start, and after what it takes for the end of a cell where its locale parts them by
 * semicolons. Blanks and invisible marks before the sign, and its full-width form, do not hinder it.
 */
const formula = /(^|[;\t\r\n])(?=[[\s\p{Cf}\p{Cc}]--[;\t\r\n]]*[=+\-@＝＋－＠])/gv;
const leading = /^[\t\r]/;

/** A cell that no spreadsheet runs: text that begins like a formula is led by an apostrophe, which JSON has not; numbers stay numbers. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = cell.replace(formula, "$1'");
  const text = leading.test(safe) ? `'${safe}` : safe;
  return /[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const line = (cells: readonly Cell[]): string => `${cells.map(cellText).join(',')}\r\n`;

/** The first line, with a byte order mark, so that spreadsheets read UTF-8. */
export const csvHead = (columns: readonly string[]): string => `\uFEFF${line(columns)}`;

export const csvLine = (columns: readonly string[], row: ExportRow): string => line(columns.map((column) => row[column] ?? null));

/** RFC 4180. */
export const toCsv = (columns: readonly string[], rows: readonly ExportRow[]): string =>
  csvHead(columns) + rows.map((row) => csvLine(columns, row)).join('');
