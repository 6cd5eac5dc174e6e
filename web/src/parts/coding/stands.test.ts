import { describe, expect, it } from "vitest";

import type { Kinds } from "../../lib/model";
import { standsIn } from "./stands";

type Substitution = Kinds["substitutions"];
const one = (fields: Partial<Substitution>): Substitution =>
  ({ source: "s", turn: "t1", end_turn: "t1", start: 0, end: 1, substitute: "A", status: "accepted", gone: false, ...fields }) as Substitution;

describe("words that others stand for", () => {
  it("are the accepted ones of the source, in order", () => {
    const found = standsIn([
      one({ start: 9, end: 12, substitute: "B" }), one({ start: 2, end: 5 }), one({ status: "suggested" }),
      one({ source: "other" }), one({ gone: true }), one({ status: "rejected" }),
    ], "s");
    expect([...found]).toEqual([["t1", [{ start: 2, end: 5, text: "[A]" }, { start: 9, end: 12, text: "[B]" }]]]);
  });

  it("cover both parts of a name that a split has cut, and become one where they overlap", () => {
    const cut = standsIn([one({ start: 7, end_turn: "t2", end: 4 })], "s");
    expect(cut.get("t1")).toEqual([{ start: 7, end: Number.MAX_SAFE_INTEGER, text: "[A]" }]);
    expect(cut.get("t2")).toEqual([{ start: 0, end: 4, text: "[A]" }]);
    const both = standsIn([one({ start: 3, end: 8, substitute: "B" }), one({ start: 1, end: 5 })], "s");
    expect(both.get("t1")).toEqual([{ start: 1, end: 8, text: "[A]" }]);
  });
});
