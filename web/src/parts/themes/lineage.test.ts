import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Theme } from "../../lib/model";
import { kin, lineage, wrap } from "./lineage";

const DAY = 86_400_000;
/** An id of the study's kind: its first 48 bits are a time. */
const idAt = (time: number, n: number): string => {
  const hex = (1_760_000_000_000 + time).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(n).padStart(12, "0")}`;
};
const theme = (n: number, came_from: string[] = [], more: Partial<Theme> = {}, time = 0): Theme => ({
  id: idAt(time, n), name: `Theme number ${n}`, central_idea: "", description: "", stage: "candidate", parent: "", came_from, foreign_id: "", made: "",
  rationale: "", includes: "", excludes: "", position: n, ...more,
});

describe("lineage", () => {
  it("keeps names apart and threads going to the right, whatever came from what", () => {
    const from = fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 12, maxLength: 12 });
    fc.assert(fc.property(from, (given) => {
      const themes: Theme[] = [];
      given.forEach((sources, n) => {
        const came = sources.filter((one) => one < n).map((one) => themes[one]!.id);
        themes.push(theme(n, [...new Set(came)], { stage: n % 3 ? "merged" : "final" }, (n % 5) * DAY));
      });
      const picture = lineage(themes, 1200);
      expect(picture.knots).toHaveLength(12);
      for (const [i, a] of picture.knots.entries()) {
        expect(a.y).toBeGreaterThan(0);
        expect(a.y).toBeLessThanOrEqual(picture.height);
        for (const b of picture.knots.slice(i + 1)) {
          if (a.x === b.x) expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(23.9);
        }
      }
      // Every theme goes somewhere: on to today, into another, or to its end.
      const told = new Set(picture.lines.flatMap((line) => line.of));
      expect(themes.every((one) => told.has(one.id))).toBe(true);
    }), { numRuns: 60 });
  });

  it("begins a column with a new day, and with what comes from the last one", () => {
    const [a, b] = [theme(1), theme(2)];
    const c = theme(3, [a.id, b.id]);
    const d = theme(4, [], {}, DAY);
    const picture = lineage([a, b, c, d], 1200);
    expect(picture.columns).toHaveLength(3);
    expect(picture.columns.map((column) => column.last)).toEqual([b.id, c.id, d.id]);
  });

  it("lets what was given up end, and puts a merged theme amid its sources", () => {
    const [a, b, gone] = [theme(1, [], { stage: "merged" }), theme(2, [], { stage: "merged" }), theme(3, [], { stage: "dropped" })];
    const c = theme(4, [a.id, b.id], { stage: "final" });
    const { knots, lines } = lineage([a, b, gone, c], 1200);
    const y = (id: string): number => knots.find((knot) => knot.theme.id === id)!.y;
    expect(y(c.id)).toBe((y(a.id) + y(b.id)) / 2);
    expect(lines.find((line) => line.id === gone.id)?.ends).toBe(true);
    expect(lines.filter((line) => line.ends)).toHaveLength(1);
  });

  it("has nothing to draw without themes", () => {
    expect(lineage([], 800).knots).toEqual([]);
  });
});

describe("wrap", () => {
  it("loses no word and cuts none", () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-zæøå]{1,20}$/), { minLength: 1, maxLength: 9 }), (words) => {
      expect(wrap(words.join(" "), 120).join(" ")).toBe(words.join(" "));
    }));
  });
});

describe("kin", () => {
  it("finds what a theme came from and what came from it", () => {
    const a = theme(1);
    const b = theme(2, [a.id]);
    const c = theme(3, [b.id]);
    const other = theme(4, [a.id]);
    expect(kin([a, b, c, other], b.id)).toEqual(new Set([a.id, b.id, c.id]));
  });
});
