import { Buffer } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import * as z from 'zod';

/** A row under its headings. `line` is what an editor or a spreadsheet shows beside it. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** What is wrong with a file, in the words of whoever filled it in. */
export interface RowFault {
  readonly line: number;
  /** The heading; empty for the whole row. */
  readonly column: string;
  readonly reason: string;
}

/** The file cannot be read as a table at all. */
export class UnreadableTable extends Error {
  override readonly name = 'UnreadableTable';
}

/**
 * The rows of a CSV or XLSX file; its first row names the columns. CSV as spreadsheets in China save it: UTF-8 with or
 * without BOM, or GBK.
 * @throws UnreadableTable
 */
export async function readTable(name: string, bytes: Uint8Array): Promise<Row[]> {
  const [headings, ...rows] = name.toLowerCase().endsWith('.xlsx') ? await sheetLines(bytes) : csvLines(bytes);
  if (!headings) throw new UnreadableTable('文件为空 the file is empty');
  const names = headings.values.map((heading) => heading.trim());
  const twice = names.find((heading, n) => heading !== '' && names.indexOf(heading) < n);
  if (twice) throw new UnreadableTable(`列名重复 a column is there twice: ${twice}`);
  return rows
    .filter(({ values }) => values.some((value) => value.trim() !== ''))
    .map(({ line, values }) => ({
      line,
      cells: Object.fromEntries(names.map((heading, n) => [heading, (values[n] ?? '').trim()])),
    }));
}

interface Line {
  readonly line: number;
  readonly values: readonly string[];
}

const recordSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });

function csvLines(bytes: Uint8Array): Line[] {
  const options = { bom: true, info: true, relax_column_count: true, delimiter: [',', ';', '\t'] };
  try {
    const records = z.array(recordSchema).parse(parse(decoded(bytes), options));
    return records.map(({ record: values, info: { lines } }) => ({ line: lines, values }));
  } catch (cause) {
    if (cause instanceof UnreadableTable) throw cause;
    // What the parser says may quote the row.
    throw new UnreadableTable('不是有效的 CSV 文件（引号不成对？） not a CSV file (an open quote?)', { cause });
  }
}

function decoded(bytes: Uint8Array): string {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this one.
    }
  throw new UnreadableTable('文件编码须为 UTF-8 或 GBK the file must be UTF-8 or GBK');
}

async function sheetLines(bytes: Uint8Array): Promise<Line[]> {
  try {
    const sheet = await readSheet(Buffer.from(bytes));
    return sheet.map((cells, n) => ({ line: n + 1, values: cells.map(text) }));
  } catch (cause) {
    throw new UnreadableTable('不是有效的 XLSX 文件 not an XLSX file', { cause });
  }
}

/** A date of a spreadsheet is a day without a time zone, which the reader gives as midnight UTC. */
function text(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return cell === null || cell === undefined ? '' : String(cell);
}

/** A row as its schema understands it, with the faults named by the headings that the file has. */
export function parseRow<S extends z.ZodType>(
  schema: S,
  { line, cells }: Row,
  columns: Readonly<Record<string, string>>,
): { value?: z.output<S>; faults: RowFault[] } {
  const raw = Object.fromEntries(Object.entries(columns).map(([field, heading]) => [field, cells[heading] ?? '']));
  const { data, error } = schema.safeParse(raw);
  if (!error) return { value: data, faults: [] };
  return {
    faults: error.issues.map(({ path, message }) => ({
      line,
      column: columns[String(path[0])] ?? '',
      reason: message,
    })),
  };
}
