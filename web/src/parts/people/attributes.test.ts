import { describe, expect, it } from "vitest";

import type { Participant } from "../../lib/model";
import { cellsOf } from "../cells";
import { attributeColumn, attributesOf, pasted, withAttributes } from "./attributes";

const YES = { yes: "yes", no: "no" };
const person = (attributes: Record<string, string>): Participant => ({ id: "p", code: "P1", attributes }) as unknown as Participant;

describe("attributes of participants", () => {
  it("are the columns that somebody has, once each", () => {
    expect(attributesOf([person({ Shift: "night", "<b>": "x" }), person({ Shift: "day" })], ["New"])).toEqual(["<b>", "New", "Shift"]);
    const column = attributeColumn("Shift", [person({ Shift: "night" }), person({ Shift: "day" })]);
    expect([column.suggest, column.get?.(person({}))]).toEqual([["day", "night"], ""]);
  });

  it("are saved all together: what is not named would go", () => {
    const row = person({ Shift: "night", Ward: "3" });
    const [edit] = withAttributes([{ row, values: { "attribute:Shift": "day", age: 40 } }]);
    expect(edit?.values).toEqual({ age: 40, attributes: { Shift: "day", Ward: "3" } });
    const [emptied] = withAttributes([{ row, values: { "attribute:Shift": "" } }]);
    expect(emptied?.values).toEqual({ attributes: { Ward: "3" } });
    const [fresh] = withAttributes([{ row: null, values: { code: "P9", "attribute:Ward": "4" } }]);
    expect(fresh?.values).toEqual({ code: "P9", attributes: { Ward: "4" } });
    expect(withAttributes([{ row, values: { age: null } }])[0]?.values).toEqual({ age: null });
  });

  it("are made of titles that Heddle does not know, beside those that it does", () => {
    const columns = [{ key: "code", title: "Code" }, { key: "age", title: "Age", kind: "number" as const }];
    const found = pasted(cellsOf("Code\tAge\tShift\nP1\t40\tnight\nP2\t\t"), columns, YES);
    expect(found?.added).toEqual(["Shift"]);
    expect(withAttributes(found?.edits ?? []).map((edit) => edit.values)).toEqual([
      { code: "P1", age: 40, attributes: { Shift: "night" } }, { code: "P2" },
    ]);
    expect(pasted(cellsOf("Foo\tBar\n1\t2"), columns, YES)).toBeNull();
  });
});
