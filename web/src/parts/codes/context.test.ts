import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shorter, stretch } from "./context";

describe("shorter", () => {
  it("never touches the words, and a side that is whole stays whole", () => {
    fc.assert(fc.property(fc.string({ maxLength: 119 }), fc.string(), (side, words) => {
      expect(shorter({ before: side, words, after: side })).toEqual({ before: side, words, after: side });
    }));
  });
  it("cuts a long side between words", () => {
    const long = "ending of a word ".repeat(8).slice(0, 120);
    const { before, after } = shorter({ before: `x${long}`.slice(0, 120), words: "w", after: long });
    expect(before.startsWith("… of a word")).toBe(true);
    expect(after.endsWith(" …")).toBe(true);
  });
});

describe("stretch", () => {
  it("takes all rows between two, in either direction", () => {
    expect(stretch(["a", "b", "c", "d"], "c", "a")).toEqual(["a", "b", "c"]);
    expect(stretch(["a", "b"], "gone", "b")).toEqual(["b"]);
    expect(stretch(["a", "b"], "a", "gone")).toEqual([]);
  });
});
