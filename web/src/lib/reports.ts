// The report as the server models it (report/model.py): blocks of inlines, with traces to records.

import { get } from "./api";
import { store } from "./store.svelte";

export interface TextRun {
  type: "text";
  text: string;
  bold: boolean;
  italic: boolean;
  raised: boolean;
  lang: string;
  /** Anchor of a heading whose page number stands here, where there are pages. */
  page?: string;
}
/** A printed number, quote or claim with the ids of the records that it comes from. */
export interface TraceRun {
  type: "trace";
  text: string;
  evidence: string[];
  kind: "number" | "quote" | "claim";
  query: string;
  bold: boolean;
  italic: boolean;
  lang: string;
}
export type Inline = TextRun | TraceRun;

export interface ReportCell {
  paragraphs: Inline[][];
  span: number;
  head: boolean;
  value: number | null;
}
export interface ReportTable {
  type: "table";
  columns: { title: Inline[]; align: "left" | "center" | "right"; width: number }[];
  rows: { cells: ReportCell[]; kind: "body" | "total" | "group" }[];
  caption: Inline[];
  number: string;
  groups: { title: Inline[]; span: number }[];
  notes: { inlines: Inline[]; mark: string }[];
}
export type Block =
  | { type: "heading"; level: number; text: string; anchor: string }
  | { type: "paragraph"; inlines: Inline[] }
  | { type: "quote"; paragraphs: Inline[][]; attribution: Inline[] }
  | { type: "list"; items: Inline[][]; ordered: boolean }
  | { type: "page-break" }
  | { type: "figure"; svg: string; alt: string; twin: ReportTable; caption: Inline[]; number: string }
  | ReportTable;

export interface Report {
  title: string;
  subtitle: string;
  language: string;
  blocks: Block[];
}

export type Part = "table1" | "table2" | "table3" | "flow" | "coreq" | "srqr" | "gripp2" | "bc15" | "checklist" | "codebook"
  | "extracts" | "processing" | "data-plan" | "certificates" | "manuscript";

/** Returns a part of the report, of now or of the moment that is looked at. */
export async function report(part: Part, options: Record<string, string> = {}): Promise<Report> {
  return (await get<{ report: Report }>(`${store.base}/report/${part}`, options)).report;
}

/** Returns the words of inlines. */
export function wordsOf(inlines: readonly Inline[]): string {
  return inlines.map((inline) => inline.text).join("");
}

/** Returns a table with its columns as rows: groups side by side, for a narrow place. */
export function turned(table: ReportTable): ReportTable {
  const [first, ...rest] = table.columns;
  const head = (inlines: Inline[]): ReportCell => ({ paragraphs: [inlines], span: 1, head: true, value: null });
  const title = (cells: ReportCell[]): Inline[] => cells[0]?.paragraphs[0] ?? [];
  return {
    ...table,
    groups: [],
    columns: [
      { title: first?.title ?? [], align: "left", width: 0 },
      ...table.rows.map((row) => ({ title: title(row.cells), align: "right" as const, width: 0 })),
    ],
    rows: rest.map((column, i) => ({
      kind: "body" as const,
      cells: [head(column.title), ...table.rows.map((row) => row.cells[i + 1] ?? head([]))],
    })),
  };
}
