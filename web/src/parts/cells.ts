// Cells of an editable table: how values are written and read, and what a paste brings.

export type Value = string | number | boolean | null | readonly string[];

export interface Column<R> {
  /** Name of the field. */
  key: string;
  title: string;
  /** text is the default; words is a list with commas; length is h:mm:ss, kept as seconds. */
  kind?: "text" | "number" | "date" | "length" | "choice" | "yesno" | "words";
  /** For a choice: what can be chosen. */
  options?: readonly { value: string; label: string }[];
  /** For a text: what has been written in this column before. */
  suggest?: readonly string[];
  /** The value, where it is not the field of that name. */
  get?: (row: R) => Value;
  readonly?: boolean;
  /** Left out where the window is narrow. */
  spare?: boolean;
  /** A share of the width, as in "2fr"; or a width in px. */
  width?: number;
}

/** Cells that are changed together: as one step. A row of null is a new one. */
export interface Edit<R> {
  row: R | null;
  values: Record<string, Value>;
}

/** Words that stand for yes and no, in the languages of the tool. */
export interface YesNo {
  yes: string;
  no: string;
}

/** Returns the value of a cell. */
export function valueOf<R>(row: R, column: Column<R>): Value {
  if (column.get) return column.get(row);
  return ((row as Record<string, unknown>)[column.key] ?? null) as Value;
}

/** Returns a value as it is shown and edited. */
export function written<R>(value: Value, column: Column<R>, said: YesNo): string {
  if (value === null || value === "") return "";
  if (column.kind === "length" && typeof value === "number") return lengthText(value);
  if (typeof value === "boolean") return value ? said.yes : said.no;
  if (column.kind === "choice") return column.options?.find((o) => o.value === value)?.label ?? String(value);
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** Reads what was typed or pasted. What cannot be read stays text: the study then says why not. */
export function read<R>(text: string, column: Column<R>, said: YesNo): Value {
  const plain = text.trim();
  switch (column.kind) {
    case "number":
      if (!plain) return null;
      return /^-?\d+([.,]\d+)?$/.test(plain) ? Number(plain.replace(",", ".")) : plain;
    case "length": {
      if (!plain) return null;
      return /^\d+(:[0-5]?\d){0,2}$/.test(plain)
        ? plain.split(":").reduce((sum, part) => sum * 60 + Number(part), 0)
        : plain;
    }
    case "yesno": {
      const low = plain.toLowerCase();
      if (["yes", "ja", "true", "1", "x", "y", "j", said.yes.toLowerCase()].includes(low)) return true;
      if (["no", "nej", "false", "0", "n", said.no.toLowerCase()].includes(low)) return false;
      return null;
    }
    case "choice": {
      const low = plain.toLowerCase();
      return column.options?.find((o) => [o.label.toLowerCase(), o.value.toLowerCase()].includes(low))?.value ?? plain;
    }
    case "words":
      return plain.split(/[,;]/).map((word) => word.trim()).filter(Boolean);
    default:
      return plain;
  }
}

/** Splits what a spreadsheet puts on the clipboard: tabs and lines, quotes round cells with either. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const clean = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (let i = 0; i < clean.length; i += 1) {
    const sign = clean[i] ?? "";
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (clean[i + 1] === '"') cell += clean[(i += 1)] ?? "";
      else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t" || sign === "\n") {
      row.push(cell);
      cell = "";
      if (sign === "\n") rows.push(row.splice(0));
    } else cell += sign;
  }
  return [...rows, [...row, cell]];
}

/** Lays pasted cells over a table from one cell on; what goes beyond the last row makes new rows. */
export function laid<R>(
  cells: readonly (readonly string[])[], rows: readonly R[], columns: readonly Column<R>[],
  at: { row: number; column: number }, said: YesNo,
): Edit<R>[] {
  return cells.map((line, i) => {
    const values: Record<string, Value> = {};
    line.forEach((text, j) => {
      const column = columns[at.column + j];
      if (column && !column.readonly) values[column.key] = read(text, column, said);
    });
    return { row: rows[at.row + i] ?? null, values };
  }).filter((edit) => Object.keys(edit.values).length > 0);
}

/** Returns pasted lines as new rows, by the titles in their first line; null where it has none. */
export function byTitles<R>(
  cells: readonly (readonly string[])[], columns: readonly Column<R>[], said: YesNo,
): { edits: Edit<R>[]; unknown: string[] } | null {
  const [head = [], ...lines] = cells;
  const plain = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, " ").trim();
  const fields = head.map((title) => columns.find((c) => [plain(c.title), plain(c.key)].includes(plain(title))));
  if (!fields.some(Boolean)) return null;
  const edits = lines.map((line) => {
    const values: Record<string, Value> = {};
    line.forEach((text, j) => {
      const column = fields[j];
      if (column && !column.readonly && text.trim()) values[column.key] = read(text, column, said);
    });
    return { row: null, values };
  });
  return { edits: edits.filter((e) => Object.keys(e.values).length), unknown: head.filter((_, j) => !fields[j]) };
}

function lengthText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
}
