import { describe, expect, it } from "vitest";

import type { Block, Inline, Report, ReportCell, ReportTable, TraceRun } from "../../lib/reports";
import { again, chapterOf, chapters, items, traces } from "./pages";

const text = (words: string, bold = false): Inline => ({ type: "text", text: words, bold, italic: false, raised: false, lang: "" });
const trace = (words: string, evidence: string[], query = "q"): TraceRun =>
  ({ type: "trace", text: words, evidence, kind: "number", query, bold: false, italic: false, lang: "" });
const paragraph = (...inlines: Inline[]): Block => ({ type: "paragraph", inlines });
const heading = (words: string, level = 1): Block => ({ type: "heading", level, text: words, anchor: "" });
const report = (blocks: Block[]): Report => ({ title: "A study", subtitle: "", language: "en", blocks });
const cell = (...inlines: Inline[]): ReportCell => ({ paragraphs: [inlines], span: 1, head: false, value: null });

describe("chapters", () => {
  const all = chapters(report([
    paragraph(text("By us")), heading("Methods"), paragraph(text("m")), heading("Design", 2), paragraph(text("d")),
    { type: "page-break" }, heading("Results"), paragraph(text("r")), heading("Flow"), paragraph(text("f")), heading("Empty"),
  ]));
  it("splits at the highest headings, keeps lower ones, and leaves out what is empty", () => {
    expect(all.map((chapter) => chapter.slug)).toEqual(["front", "methods", "results", "flow-2"]);
    expect(all[1]?.blocks.map((block) => block.type)).toEqual(["paragraph", "heading", "paragraph"]);
  });
  it("finds the chapter that a checklist names", () => {
    expect(chapterOf("Methods: Data generation", all)?.slug).toBe("methods");
    expect(chapterOf("Results; Table 3", all)?.slug).toBe("results");
    expect(chapterOf("page 4", all)).toBeUndefined();
  });
});

describe("traces", () => {
  const blocks = [paragraph(text("Of "), trace("25", ["a", "b"], "invited"), trace("17", ["a"], "came"))];
  it("lists them in the order of print", () => {
    expect(traces(blocks).map((one) => one.text)).toEqual(["25", "17"]);
  });
  it("finds one again after the number has changed", () => {
    const now = [paragraph(trace("26", ["a", "b", "c"], "invited"), trace("17", ["a"], "came"))];
    expect(again(trace("25", ["a", "b"], "invited"), now)?.text).toBe("26");
    expect(again(trace("3", ["z"], "nothing of it"), now)).toBeNull();
  });
});

describe("items", () => {
  it("reads the checklist out of its printed form", () => {
    const table: ReportTable = {
      type: "table", columns: [], caption: [], number: "", groups: [], notes: [],
      rows: [
        { kind: "group", cells: [cell(text("The team"))] },
        { kind: "body", cells: [
          { ...cell(text("7")), value: 7 }, cell(text("What people knew")), cell(text("partly")),
          cell(trace("They knew that.", ["m"]), text("[Draft: confirm.]"), text("[Check: differs]", true)), cell(text("–")),
        ] },
      ],
    };
    expect(items(table)).toMatchObject([{
      id: "7", group: "The team", status: "partly", answer: "They knew that.", where: "",
      remarks: [{ text: "Draft: confirm.", strong: false }, { text: "Check: differs", strong: true }],
    }]);
  });
});
