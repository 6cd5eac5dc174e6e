import { describe, expect, it } from "vitest";

import { moved } from "./grid";

describe("the keys of a grid", () => {
  const at = { row: 1, column: 1 };
  it("go one cell and stop at the edges", () => {
    expect(moved("ArrowUp", false, at, 3, 4)).toEqual({ row: 0, column: 1 });
    expect(moved("ArrowUp", false, { row: 0, column: 1 }, 3, 4)).toEqual({ row: 0, column: 1 });
    expect(moved("ArrowRight", false, { row: 1, column: 3 }, 3, 4)).toEqual({ row: 1, column: 3 });
  });
  it("go to the ends of a row, with Ctrl to the corners", () => {
    expect(moved("End", false, at, 3, 4)).toEqual({ row: 1, column: 3 });
    expect(moved("End", true, at, 3, 4)).toEqual({ row: 2, column: 3 });
    expect(moved("Home", true, at, 3, 4)).toEqual({ row: 0, column: 0 });
  });
  it("leave other keys alone", () => {
    expect(moved("x", false, at, 3, 4)).toBeNull();
  });
});
