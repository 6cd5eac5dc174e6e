// Agreement as GET /api/agreement tells it, and the table that it makes: a line for each thing that
// is measured, a column for each coefficient.

export interface Row {
  of: string;
  code: string;
  source: string;
  coefficient: string;
  method: string;
  value: number | null;
  reason: string;
  interval: [number, number] | null;
  interval_method: string;
  p_below_667: number | null;
  p_below_800: number | null;
  units: number;
  pairable: number;
  prevalence: number | null;
  notes: string[];
  codings: string[];
  differing: string[];
}
export interface Agreement {
  unit: string;
  per: string;
  coders: { id: string; name: string }[];
  sources: { id: string; name: string }[];
  left_out: { id: string; name: string; reason: string }[];
  round: string;
  standing: string;
  caution: string;
  /** What is different about the figures of another program that stand beside; empty: none do. */
  differs: string;
  rows: Row[];
}
/** One thing that is measured, with its coefficients. */
export interface Line {
  key: string;
  of: string;
  source: string;
  prevalence: number | null;
  pairable: number;
  differing: number;
  by: Record<string, Row>;
}

/** Returns the lines in their order, and the coefficients in the order in which they first come. */
export function linesOf(rows: readonly Row[]): { lines: Line[]; coefficients: string[] } {
  const lines = new Map<string, Line>();
  const coefficients = new Set<string>();
  for (const row of rows) {
    const key = `${row.code}.${row.source}.${row.of}`;
    let line = lines.get(key);
    if (!line) {
      line = { key, of: row.of, source: row.source, prevalence: null, pairable: row.pairable, differing: row.differing.length, by: {} };
      lines.set(key, line);
    }
    line.prevalence ??= row.prevalence;
    line.by[row.coefficient] = row;
    coefficients.add(row.coefficient);
  }
  return { lines: [...lines.values()], coefficients: [...coefficients] };
}
