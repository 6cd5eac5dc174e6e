import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Code } from "../../lib/model";
import { above, codeTree, flat, sieve, sum } from "./codetree";

const code = (id: string, parent = "", position = 0, more: Partial<Code> = {}): Code => ({
  id, parent, position, name: `Code ${id}`, definition: "", include: "", exclude: "", example: "", colour: "",
  origin: "inductive", came_from: [], foreign_id: "", made: "", ...more,
});

describe("codeTree", () => {
  it("shows every code exactly once, whatever the parents are", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const some = fc.array(fc.constantFrom("", "gone", ...ids), { minLength: ids.length, maxLength: ids.length });
    fc.assert(fc.property(some, (parents) => {
      const shown = flat(codeTree(ids.map((id, i) => code(id, parents[i])))).map((node) => node.id);
      expect([...shown].sort()).toEqual(ids);
    }));
  });

  it("orders siblings by their place", () => {
    const nodes = codeTree([code("a", "", 2), code("b", "", 1), code("c", "b", 5), code("d", "b", 4)]);
    expect(flat(nodes).map((node) => node.id)).toEqual(["b", "d", "c", "a"]);
  });
});

describe("sieve", () => {
  const nodes = codeTree([
    code("a", "", 0, { name: "Hope" }), code("b", "a", 0, { name: "Kept for someone" }),
    code("c", "", 1, { name: "Minutes", definition: "Time, hurry" }),
  ]);
  it("finds by name and by definition and keeps what stands above", () => {
    expect(flat(sieve(nodes, "kept")).map((node) => node.id)).toEqual(["a", "b"]);
    expect(flat(sieve(nodes, "hurry")).map((node) => node.id)).toEqual(["c"]);
    expect(flat(sieve(nodes, "nothing like it"))).toEqual([]);
  });
  it("keeps what stands below a code that is found", () => {
    expect(flat(sieve(nodes, "hope")).map((node) => node.id)).toEqual(["a", "b"]);
  });
});

describe("above and sum", () => {
  const codes = [code("a"), code("b", "a"), code("c", "b")];
  it("names the way down from the top", () => {
    expect(above(new Map(codes.map((one) => [one.id, one])), "c")).toEqual(["Code a", "Code b"]);
  });
  it("adds up a branch", () => {
    const [top] = codeTree(codes);
    expect(top && sum(top, () => 2)).toBe(6);
  });
});
