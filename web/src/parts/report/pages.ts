// The report as pages: the manuscript's chapters, and its tables, checklist and flow by themselves.

import type { Block, Inline, Report, ReportCell, ReportTable, TraceRun } from "../../lib/reports";

/** Parts that stand by themselves, in the order of the list. */
export const PARTS = ["table1", "table2", "table3", "flow", "analysis", "codebook", "extracts", "processing", "data-plan", "certificates"] as const;
export type PartName = (typeof PARTS)[number];
/** Checklists that ship with Heddle; a team's own are records of the study. */
export const LISTS = ["coreq", "srqr", "gripp2", "bc15"] as const;
/** What stands before the name of a team's own checklist in the name of its part. */
export const OWN = "checklist:";

/** Returns the address of a checklist's page, with one of its items open. */
export function listAt(name: string, item = ""): string[] {
  return [...((LISTS as readonly string[]).includes(name) ? [name] : ["checklist", name]), ...(item ? [item] : [])];
}

/** A chapter of the manuscript. */
export interface Chapter {
  /** Its place in an address. */
  slug: string;
  title: string;
  blocks: Block[];
}

/** Splits a manuscript at its highest headings; what stands before them is the title page. */
export function chapters(report: Report): Chapter[] {
  const found: Chapter[] = [{ slug: "front", title: report.title, blocks: [] }];
  for (const block of report.blocks) {
    if (block.type === "heading" && block.level === 1) {
      found.push({ slug: free(slug(block.text), found), title: block.text, blocks: [] });
    } else if (block.type !== "page-break") found[found.length - 1]?.blocks.push(block);
  }
  return found.filter((chapter) => chapter.blocks.length > 0);
}

function slug(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain.replace(/^-|-$/g, "") || "chapter";
}

function free(wanted: string, taken: readonly Chapter[]): string {
  const names = new Set<string>([...taken.map((chapter) => chapter.slug), ...PARTS, ...LISTS, "checklist"]);
  let name = wanted;
  for (let i = 2; names.has(name); i += 1) name = `${wanted}-${i}`;
  return name;
}

/** Returns the chapter that a place such as "Methods: Data generation" or "Results; Table 3" is in. */
export function chapterOf(place: string, all: readonly Chapter[]): Chapter | undefined {
  const first = place.split(/[:;,]/)[0]?.trim().toLowerCase() ?? "";
  return all.find((chapter) => chapter.title.toLowerCase() === first)
    ?? all.find((chapter) => chapter.title.toLowerCase().startsWith(`${first}:`) && first !== "");
}

function inlinesOf(block: Block): Inline[] {
  const ofTable = (table: ReportTable): Inline[] => [
    ...table.caption, ...table.columns.flatMap((column) => column.title),
    ...table.rows.flatMap((row) => row.cells.flatMap((cell) => cell.paragraphs.flat())),
    ...table.notes.flatMap((note) => note.inlines),
  ];
  switch (block.type) {
    case "paragraph": return block.inlines;
    case "quote": return [...block.paragraphs.flat(), ...block.attribution];
    case "list": return block.items.flat();
    case "table": return ofTable(block);
    case "figure": return [...block.caption, ...ofTable(block.twin)];
    default: return [];
  }
}

/** Returns every number, quote and claim with evidence, in the order of print. */
export function traces(blocks: readonly Block[]): TraceRun[] {
  return blocks.flatMap(inlinesOf).filter((inline): inline is TraceRun => inline.type === "trace");
}

/** Returns the trace that another one has become after the report was made anew. */
export function again(trace: TraceRun, blocks: readonly Block[]): TraceRun | null {
  const same = (other: TraceRun): boolean => other.query === trace.query && other.kind === trace.kind;
  const all = traces(blocks).filter(same);
  return all.find((other) => other.text === trace.text && other.evidence.join() === trace.evidence.join())
    ?? all.find((other) => other.evidence.some((id) => trace.evidence.includes(id))) ?? null;
}

/** An item of the checklist, as its printed table tells it. */
export interface Item {
  /** As in the published list: "12", "S9". */
  id: string;
  group: string;
  asks: string;
  status: string;
  /** The answer, or the draft from the record. */
  answer: string;
  trace: TraceRun | null;
  /** What is said besides, in brackets in print. */
  remarks: { text: string; strong: boolean }[];
  where: string;
}

/** Reads the items out of the printed checklist. */
export function items(table: ReportTable): Item[] {
  let group = "";
  const found: Item[] = [];
  const text = (cell: ReportCell | undefined): string => cell?.paragraphs.flat().map((inline) => inline.text).join("") ?? "";
  for (const row of table.rows) {
    if (row.kind === "group") {
      group = text(row.cells[0]);
      continue;
    }
    const [number, asks, status, answer, where] = row.cells;
    const runs = answer?.paragraphs.flat() ?? [];
    const trace = runs.find((inline): inline is TraceRun => inline.type === "trace") ?? null;
    found.push({
      id: text(number), group, asks: text(asks), status: text(status),
      answer: trace?.text ?? "", trace,
      remarks: runs.filter((inline) => inline.type === "text")
        .map((inline) => ({ text: inline.text.replace(/^\[|\]$/g, ""), strong: inline.bold })),
      where: text(where) === "–" ? "" : text(where),
    });
  }
  return found;
}
