// What the pictures' parts share: their names, how they come, and their table as text to copy.

import { get } from "../../../lib/api";
import { wordsOf, type Block, type Report, type ReportTable } from "../../../lib/reports";

export const FIGURES = [
  "theme-map", "lineage", "network", "heat-map", "timeline", "talk-strips", "chord", "new-codes", "keyness",
] as const;
export type FigureName = (typeof FIGURES)[number];
/** Pictures of one session, and of one group against others. */
export const OF_SESSION: readonly FigureName[] = ["timeline", "chord"];
export const OF_GROUP: readonly FigureName[] = ["keyness"];

export type Figure = Extract<Block, { type: "figure" }>;
export type Options = Record<string, string>;

/** Returns a picture of the study, of now or of the moment that is looked at. */
export async function figure(base: string, name: FigureName, options: Options): Promise<Figure | null> {
  const { report } = await get<{ report: Report }>(`${base}/figures/${name}`, options);
  return report.blocks.find((block): block is Figure => block.type === "figure") ?? null;
}

/** Returns a table as CSV; a cell that a spreadsheet would compute is told as text. */
export function csvOf(table: ReportTable): string {
  const rows = [
    table.columns.map((column) => wordsOf(column.title)),
    ...table.rows.map((row) => row.cells.map((cell) => cell.paragraphs.map(wordsOf).join("\n"))),
  ];
  return rows.map((row) => row.map(quoted).join(",")).join("\r\n") + "\r\n";
}

function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Returns the drawing of the server as a node of this page: shapes and words, no markup of ours. */
export function drawing(svg: string): SVGSVGElement | null {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  return parsed instanceof SVGSVGElement ? document.importNode(parsed, true) : null;
}
