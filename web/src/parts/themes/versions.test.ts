import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { compared, pieces, type Version } from "./versions";

const version = (fields: Partial<Version>): Version => ({ seq: 1, there: true, stage: "candidate", texts: {}, codes: {}, quotes: {}, ...fields });

describe("two versions of a theme", () => {
  it("say what came in, what went out and what was written anew", () => {
    const then = version({ texts: { name: "Hope", rationale: "early" }, codes: { a: "A", b: "B" }, quotes: { q: "words" } });
    const now = version({ texts: { name: "Hope carries" }, stage: "final", codes: { b: "B", c: "C" } });
    const found = compared(then, now);
    expect(found.texts.map((one) => [one.name, one.changed])).toEqual([["name", true], ["central_idea", false], ["rationale", true]]);
    expect([found.codes.came, found.codes.went, found.codes.kept]).toEqual([[{ id: "c", name: "C" }], [{ id: "a", name: "A" }], 1]);
    expect(found.quotes.went).toHaveLength(1);
    expect([found.stage, found.same]).toEqual([true, false]);
  });

  it("are the same where nothing differs", () => {
    expect(compared(version({ codes: { a: "A" } }), version({ seq: 9, codes: { a: "A" } })).same).toBe(true);
    expect(compared(version({ there: false }), version({})).same).toBe(false);
  });
});

describe("the words of two texts", () => {
  it("are marked where only one has them", () => {
    expect(pieces("The small things carry it", "The things carry all of it")).toEqual([
      { text: "The", own: false }, { text: " small", own: true }, { text: " things carry it", own: false },
    ]);
  });

  it("make the text again, and what both have is the same on both sides", () => {
    const text = fc.array(fc.constantFrom("a", "b", "<i>", "å"), { maxLength: 12 }).map((words) => words.join(" "));
    fc.assert(fc.property(text, text, (one, other) => {
      const [left, right] = [pieces(one, other), pieces(other, one)];
      expect(left.map((piece) => piece.text).join("")).toBe(one);
      const shared = (list: typeof left): number => list.filter((piece) => !piece.own).flatMap((piece) => piece.text.trim().split(/\s+/)).filter(Boolean).length;
      expect(shared(left)).toBe(shared(right));
      if (one === other) expect(left.every((piece) => !piece.own)).toBe(true);
    }), { numRuns: 60 });
  });
});
