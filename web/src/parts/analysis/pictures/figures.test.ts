import { describe, expect, it } from "vitest";

import type { Inline, ReportTable } from "../../../lib/reports";
import { csvOf } from "./figures";

const run = (text: string): Inline[] => [{ type: "text", text, bold: false, italic: false, raised: false, lang: "" }];
const cell = (text: string) => ({ paragraphs: [run(text)], span: 1, head: false, value: null });
const table = (...cells: string[]): ReportTable => ({
  type: "table", caption: [], number: "", groups: [], notes: [],
  columns: [{ title: run("Who, what"), align: "left", width: 0 }],
  rows: cells.map((text) => ({ cells: [cell(text)], kind: "body" })),
});

describe("csvOf", () => {
  it("quotes what needs it and leaves numbers alone", () => {
    expect(csvOf(table('a "b"', "-1.5", "one\ntwo"))).toBe('"Who, what"\r\n"a ""b"""\r\n-1.5\r\n"one\ntwo"\r\n');
  });
  it("lets no cell be computed by a spreadsheet", () => {
    expect(csvOf(table("=1+1", "@x", "+SUM(A1)", "-x"))).toBe("\"Who, what\"\r\n'=1+1\r\n'@x\r\n'+SUM(A1)\r\n'-x\r\n");
  });
});
