import { describe, expect, test } from "vitest";

import { emptyRow, written } from "./query";

describe("the text of a builder's rows", () => {
  test("says what the rows say", () => {
    const code = { ...emptyRow(), value: "Trust in the leader" };
    const hope = { ...emptyRow(), value: "Hope", unlike: true };
    expect(written([code, hope, emptyRow()])).toBe('code:"Trust in the leader" and not code:Hope');
  });
  test("quotes what would be read otherwise, and nothing else", () => {
    const row = (field: string, value: string): string => written([{ ...emptyRow(field), value }]);
    expect(row("words", 'a "b"')).toBe('words:"a ""b"""');
    expect(row("words", "håb*")).toBe("words:håb*");
    expect(row("participant.age", ">40")).toBe("participant.age:>40");
    expect(row("words", ">40")).toBe('words:">40"');
    expect(row("made", "2026-01..2026-03")).toBe("made:2026-01..2026-03");
  });
  test("gives a sequence its distance", () => {
    const row = { ...emptyRow(), value: "A", relation: "followed by", other_value: "B", distance: "3" };
    expect(written([row])).toBe("code:A followed by code:B within 3 turns");
    expect(written([{ ...row, relation: "within" }])).toBe("code:A within code:B");
  });
});
