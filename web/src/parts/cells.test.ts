import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { byTitles, cellsOf, laid, read, valueOf, written, type Column } from "./cells";

const said = { yes: "Ja", no: "Nej" };
interface Row { id: string; code: string; age: number | null; mentor: boolean | null; duration: number | null; names: string[]; form: string }
const columns: Column<Row>[] = [
  { key: "code", title: "Code" },
  { key: "age", title: "Age", kind: "number" },
  { key: "mentor", title: "Mentor", kind: "yesno" },
  { key: "duration", title: "Length", kind: "length" },
  { key: "names", title: "Names", kind: "words" },
  { key: "form", title: "Form", kind: "choice", options: [{ value: "focus group", label: "Fokusgruppe" }] },
];
const row: Row = { id: "1", code: "P1", age: 53, mentor: null, duration: 6285, names: ["A", "B"], form: "focus group" };

/** What a spreadsheet does to put cells on the clipboard. */
const quoted = (cell: string): string => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

describe("pasted cells", () => {
  it("come back as they were copied", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "æ", '"', "\t", "\n", " ", ",", "1") });
    const line = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 4 }), (table) => {
      // A last line of empty cells at the very end is trimmed like a last line break.
      const whole = [...table, ["end", "end"]];
      const text = whole.map((cells) => cells.map(quoted).join("\t")).join("\n");
      // A quotation mark inside an unquoted cell never stands at its beginning here.
      expect(cellsOf(text)).toEqual(whole);
    }), { numRuns: 100 });
  });

  it("have Windows line ends and a last line break as well", () => {
    expect(cellsOf("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
  });

  it("go over a table from one cell on, and beyond its end into new rows", () => {
    const edits = laid([["P1", "54"], ["P2", "41"]], [row], columns, { row: 0, column: 0 }, said);
    expect(edits).toEqual([{ row, values: { code: "P1", age: 54 } }, { row: null, values: { code: "P2", age: 41 } }]);
  });

  it("leave readonly columns and what is beyond the last column alone", () => {
    const [code, ...rest] = columns;
    const fixed: Column<Row>[] = [{ ...code!, readonly: true }, ...rest];
    expect(laid([["X", "54"]], [row], fixed, { row: 0, column: 0 }, said)).toEqual([{ row, values: { age: 54 } }]);
    expect(laid([["x", "y"]], [row], columns, { row: 0, column: 5 }, said)).toEqual([{ row, values: { form: "x" } }]);
  });

  it("are found by their titles, in any order, and what is unknown is named", () => {
    const found = byTitles([["age", "Shoe size", "CODE"], ["53", "42", "P1"]], columns, said);
    expect(found).toEqual({ edits: [{ row: null, values: { age: 53, code: "P1" } }], unknown: ["Shoe size"] });
    expect(byTitles([["P1", "53"]], columns, said)).toBeNull();
  });
});

describe("a value", () => {
  it("reads back as it is written", () => {
    for (const column of columns) {
      const value = valueOf(row, column);
      expect(read(written(value, column, said), column, said)).toEqual(value);
    }
  });

  it("is read with a comma or a point, and stays text where it is no number", () => {
    const age = columns[1]!;
    expect(read("7,5", age, said)).toBe(7.5);
    expect(read(" ", age, said)).toBeNull();
    expect(read("about 50", age, said)).toBe("about 50");
  });

  it("is yes or no in both languages, and otherwise not stated", () => {
    const mentor = columns[2]!;
    expect(["ja", "Yes", "x", "1"].map((text) => read(text, mentor, said))).toEqual([true, true, true, true]);
    expect(["nej", "no", "0"].map((text) => read(text, mentor, said))).toEqual([false, false, false]);
    expect(read("", mentor, said)).toBeNull();
  });

  it("is a length of time as h:mm:ss, mm:ss or seconds", () => {
    const length = columns[3]!;
    expect(["1:44:45", "103:12", "90"].map((text) => read(text, length, said))).toEqual([6285, 6192, 90]);
  });
});
