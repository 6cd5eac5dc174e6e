import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { countWords, Units } from "./units";

/** Texts with many characters of two units, accents that combine, and flags. */
const text = fc.array(fc.oneof(fc.constantFrom("a", " ", "\u{1F642}", "\u{1F1E9}\u{1F1F0}", "e\u0301", "\u00e5"), fc.string({ unit: "grapheme" })), { maxLength: 30 }).map((parts) => parts.join(""));

describe("counting text", () => {
  test("the same stretch is cut by points and by units", () => {
    fc.assert(fc.property(text, fc.nat(), fc.nat(), (whole, a, b) => {
      const units = new Units(whole);
      const points = [...whole];
      const [start, end] = [a % (points.length + 1), b % (points.length + 1)].sort((x, y) => x - y) as [number, number];
      expect(whole.slice(units.toUnits(start), units.toUnits(end))).toBe(points.slice(start, end).join(""));
    }));
  });

  test("there and back is the same point", () => {
    fc.assert(fc.property(text, (whole) => {
      const units = new Units(whole);
      for (let point = 0; point <= units.points; point += 1) expect(units.toPoints(units.toUnits(point))).toBe(point);
      expect(units.points).toBe([...whole].length);
    }));
  });

  test("inside a character is its beginning, outside the text its nearer end", () => {
    const units = new Units("a\u{1F642}b");
    expect([0, 1, 2, 3, 4].map((unit) => units.toPoints(unit))).toEqual([0, 1, 1, 2, 3]);
    expect([units.toPoints(99), units.toUnits(99), units.toUnits(-3)]).toEqual([3, 4, 0]);
  });

  test("words are counted as the server counts them", () => {
    expect(countWords("don't  stop \u2013 (...) 3.5 \u{1F642}")).toBe(3);
    expect(countWords("  ")).toBe(0);
  });
});
