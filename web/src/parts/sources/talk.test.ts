import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { strip, talkOf } from "./talk";

describe("talkOf", () => {
  it("counts turns and words by speaker, text without one too", () => {
    const talk = talkOf({ speaker: ["a", "b", "a", ""], text: ["Yes, I do.", "No", "Well - fine", "(pause)"] });
    expect([...talk]).toEqual([["a", { turns: 2, words: 5 }], ["b", { turns: 1, words: 1 }], ["", { turns: 1, words: 1 }]]);
  });
});

describe("strip", () => {
  it("fills the width exactly, in order, without overlap", () => {
    fc.assert(fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 20 }), (words) => {
      fc.pre(words.some((n) => n > 0));
      const laid = strip(words, 400);
      for (let i = 1; i < laid.length; i += 1) expect(laid[i]!.x).toBeCloseTo(laid[i - 1]!.x + laid[i - 1]!.width + 2, 6);
      const last = laid[laid.length - 1]!;
      expect(last.x + last.width).toBeLessThanOrEqual(400.001);
      expect(laid.every((one) => one.width >= 1)).toBe(true);
    }), { numRuns: 80 });
  });
  it("says nothing of silence", () => {
    expect(strip([0, 0], 100)).toEqual([{ x: 0, width: 0 }, { x: 0, width: 0 }]);
  });
});
