/** One column of a list as CSV. */
export interface CsvColumn<Row> {
  readonly key: string;
  /** Chinese heading. */
  readonly header: string;
  /** Text of the cell; default: the row's member `key`, as {@link cellText} writes it. */
  readonly value?: (row: Row) => string;
}

/** Tells spreadsheet programs that the text is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';
/** What spreadsheet programs take for the beginning of a formula, full-width forms included. */
const FORMULA = /^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * CSV of these rows (RFC 4180: CRLF, quotes doubled), UTF-8 with byte order mark. Text that would
 * run as a formula gets an apostrophe in front, which spreadsheet programs show as text.
 */
export function toCsv<Row extends object>(
  rows: readonly Row[],
  columns: readonly CsvColumn<Row>[],
): string {
  const lines = [
    columns.map((column) => cell(column.header)),
    ...rows.map((row) => columns.map((column) => cell(textOf(row, column)))),
  ];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.join(',')}\r\n`).join('');
}

function textOf<Row extends object>(row: Row, column: CsvColumn<Row>): string {
  if (column.value) return column.value(row);
  return cellText((row as Readonly<Record<string, unknown>>)[column.key]);
}

/** A value as text: nothing for null, 是/否, lists joined, objects as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(cellText).join('；');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return typeof value === 'object' ? JSON.stringify(value) : '';
}

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
