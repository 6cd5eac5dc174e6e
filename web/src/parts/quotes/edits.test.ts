import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Edit } from "../../lib/model";
import { cut, differences, heavyIn, pieces, put, replace, snapped, stop, turnCase, whole } from "./edits";

const WORDS = "Well, I didn’t say 👩‍⚕️ that. I said never, or so.";
const LENGTH = [...WORDS].length;
const point = fc.nat(LENGTH);
const stretch = fc.tuple(point, point).filter(([a, b]) => a !== b).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const step = fc.oneof(
  stretch.map(([a, b]) => (edits: Edit[]) => cut(edits, a, b)),
  stretch.map(([a, b]) => (edits: Edit[]) => replace(edits, a, b, "the word")),
  point.map((at) => (edits: Edit[]) => put(edits, "insert", at, "she")),
  point.map((at) => (edits: Edit[]) => put(edits, "nonverbal", at, "laughs")),
  point.map((at) => (edits: Edit[]) => turnCase(edits, WORDS, at) ?? edits),
);
const many = fc.array(step, { maxLength: 12 }).map((steps) => steps.reduce<Edit[]>((edits, make) => make(edits), []));

describe("edits of a quote", () => {
  it("never overlap, lie in the words and stand in order: what the study accepts", () => {
    fc.assert(fc.property(many, (edits) => {
      let done = 0;
      for (const edit of edits) {
        expect(edit.start).toBeGreaterThanOrEqual(done);
        expect(stop(edit)).toBeLessThanOrEqual(LENGTH);
        if (["omit", "replace", "case"].includes(edit.op)) expect(stop(edit)).toBeGreaterThan(edit.start);
        done = stop(edit);
      }
      expect(whole(edits)).toEqual(edits);
    }), { numRuns: 100 });
  });
  it("change nothing of what was said: the pieces together are its words", () => {
    fc.assert(fc.property(many, (edits) => {
      expect(pieces(WORDS, edits).map((piece) => piece.said).join("")).toBe(WORDS);
    }), { numRuns: 100 });
  });
  it("join cuts that touch, and keep others apart", () => {
    const edits = cut(cut(cut([], 0, 4), 10, 12), 4, 10);
    expect(edits.map((edit) => [edit.start, edit.end])).toEqual([[0, 12]]);
  });
  it("turn a letter round, and back", () => {
    const once = turnCase([], "so it was", 1);
    expect(once).toMatchObject([{ op: "case", start: 0, end: 1, text: "S" }]);
    expect(turnCase(once ?? [], "so it was", 0)).toEqual([]);
    expect(turnCase([], "123", 0)).toBeNull();
  });
});

describe("snapped", () => {
  it("takes whole words, whatever is selected of them, and no space at the ends", () => {
    const text = WORDS.indexOf("didn’t");
    expect(snapped(WORDS, text + 2, text + 4)).toEqual({ start: text, end: text + 6 });
    fc.assert(fc.property(stretch, ([a, b]) => {
      const { start, end } = snapped(WORDS, a, b);
      const words = [...WORDS].slice(start, end).join("");
      expect(words).toBe(words.trim());
      expect(snapped(WORDS, start, end)).toEqual({ start, end });
    }), { numRuns: 100 });
  });
});

describe("heavy words", () => {
  const LIST = new Set(["not", "never", "ikke", "aldrig", "only"]);
  it("finds what turns a sentence, in English and Danish", () => {
    expect(heavyIn(WORDS, [], 0, LENGTH, LIST)).toEqual(["didn’t", "never"]);
    expect(heavyIn("Det er ikke mig, og aldrig har været.", [], 0, 37, LIST)).toEqual(["ikke", "aldrig"]);
    expect(heavyIn("a note, another knot", [], 0, 20, LIST)).toEqual([]);
  });
  it("passes over what is cut already", () => {
    const at = WORDS.indexOf("didn’t");
    expect(heavyIn(WORDS, cut([], at, at + 6), 0, LENGTH, LIST)).toEqual(["never"]);
  });
});

describe("differences", () => {
  it("together are both texts", () => {
    const text = fc.array(fc.constantFrom("so", "it", "was", "not", "there"), { maxLength: 12 }).map((all) => all.join(" "));
    fc.assert(fc.property(text, text, (before, now) => {
      const found = differences(before, now);
      const plain = (only: string): string => found.filter((one) => one.only !== only).map((one) => one.text).join(" ").replace(/\s+/g, " ").trim();
      expect(plain("now")).toBe(before);
      expect(plain("before")).toBe(now);
    }), { numRuns: 100 });
  });
});
