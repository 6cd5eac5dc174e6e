import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { find, nearest } from "./find";
import { Model } from "./model";
import { places } from "./ribbon";
import { sample } from "./sample";

describe("finding words", () => {
  const model = new Model(sample());

  test("capitals make no difference, and white space is any white space", () => {
    expect(find(model, "i TRUST").map((hit) => hit.turn)).toEqual(["t2", "t2", "t2"]);
    expect(find(new Model(sample([], ["a\n b"])), "a b").length).toBe(1);
  });

  test("whole words only", () => {
    expect(find(model, "her").length).toBe(4);
    expect(find(model, "he", { whole: true })).toEqual([]);
    expect(find(model, "hånden", { whole: true }).length).toBe(1);
  });

  test("what was typed is never a pattern", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (asked) => {
      const text = `before ${asked} after`;
      const hits = find(new Model(sample([], [text])), asked);
      for (const hit of hits) expect(text.slice(hit.start, hit.end).toLowerCase().split(/\s+/)).toEqual(asked.trim().toLowerCase().split(/\s+/));
      if (/^[\x21-\x7e]+$/.test(asked)) expect(hits.length).toBeGreaterThan(0);
    }));
  });

  test("the nearest hit is the next one, and after the last the first", () => {
    const hits = find(model, "trust");
    expect(nearest(model, hits, "t0", 0)).toBe(0);
    expect(nearest(model, hits, "t2", 10)).toBe(1);
    expect(nearest(model, hits, "t3", 0)).toBe(0);
  });

  test("turns stand on the strip in rising order from 0 to 1", () => {
    for (const texts of [["a"], ["a", "bb", "ccc"]]) {
      const at = places(new Model(sample([], texts)));
      expect(at.length).toBe(texts.length + 1);
      expect([...at].sort((a, b) => a - b)).toEqual(at);
      expect([at[0], at[at.length - 1]]).toEqual([0, 1]);
    }
  });
});
