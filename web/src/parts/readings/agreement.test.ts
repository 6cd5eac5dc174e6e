import { describe, expect, it } from "vitest";

import { linesOf, type Row } from "./agreement";

const row = (code: string, coefficient: string, value: number | null, prevalence: number | null = null): Row => ({
  of: code || "all", code, source: "", coefficient, method: "", value, reason: value === null ? "nobody used it" : "",
  interval: null, interval_method: "", p_below_667: null, p_below_800: null, units: 4, pairable: 4, prevalence,
  notes: [], codings: [], differing: code ? ["t1"] : [],
});

describe("the table of agreement", () => {
  it("has a line for each thing and a column for each coefficient, in order", () => {
    const { lines, coefficients } = linesOf([row("a", "percent", 1), row("a", "alpha", null, 0.5), row("b", "alpha", 0.2), row("", "multi", 0.3)]);
    expect(coefficients).toEqual(["percent", "alpha", "multi"]);
    expect(lines.map((line) => line.of)).toEqual(["a", "b", "all"]);
    expect(lines[0]?.prevalence).toBe(0.5);
    expect(lines[0]?.by["alpha"]?.value).toBeNull();
    expect(lines[1]?.by["percent"]).toBeUndefined();
    expect(lines[2]?.differing).toBe(0);
  });
});
