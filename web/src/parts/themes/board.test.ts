import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Code, Feed, Memo, Theme } from "../../lib/model";
import { codeTree, flat } from "../codes/codetree";
import type { TreeNode } from "../tree";
import { boardOf, heirs, misfitsOf, outlineOf, places } from "./board";

const theme = (id: string, more: Partial<Theme> = {}): Theme => ({
  id, name: `Theme ${id}`, central_idea: "", description: "", stage: "candidate", parent: "", came_from: [], foreign_id: "", made: "", rationale: "",
  includes: "", excludes: "", position: 0, ...more,
});
const code = (id: string, parent = ""): Code => ({
  id, parent, name: `Code ${id}`, definition: "", include: "", exclude: "", example: "", colour: "", origin: "inductive",
  position: 0, came_from: [], foreign_id: "", made: "",
});
const feed = (to: string, of: string): Feed => ({ id: `${to}-${of}`, theme: to, code: of, why: "" });
const memo = (id: string, type: Memo["type"], about: string[]): Memo => ({ id, type, about, title: "", text: "x", author: "", date: "", foreign_id: "", made: "", reply_to: "" });
const nodes = codeTree([code("top"), code("a", "top"), code("b", "top"), code("c", "top")]);
const names = { loose: "In none", past: "Before" };
const ids = (rows: readonly TreeNode[]): string[] => rows.flatMap((row) => [row.id, ...ids(row.children)]);

describe("boardOf", () => {
  const themes = [theme("2", { position: 1 }), theme("1"), theme("old", { stage: "merged" })];
  const board = boardOf(themes, [feed("1", "a"), feed("2", "a"), feed("2", "b"), feed("old", "c")], nodes, () => false);
  it("shows standing themes in their order and what feeds each", () => {
    expect(board.cards.map((card) => [card.theme.id, card.codes.map((one) => one.id)])).toEqual([["1", ["a"]], ["2", ["a", "b"]]]);
    expect(board.times.get("a")).toBe(2);
  });
  it("counts codes that feed only what stands no longer as in no theme, and leaves empty branches out", () => {
    expect(board.loose.map((one) => one.id)).toEqual(["c"]);
  });
  it("has an outline with all that the board has", () => {
    expect(ids(outlineOf(board, names))).toEqual(["1", "1:a", "2", "2:a", "2:b", "loose", "loose:c", "past", "old"]);
  });
});

describe("outlineOf", () => {
  it("shows each theme once, whatever they are parts of, and never a row twice", () => {
    const all = ["a", "b", "c", "d"];
    const stage = fc.constantFrom<Theme["stage"]>("candidate", "final", "merged");
    const some = fc.array(fc.tuple(fc.constantFrom("", "gone", ...all), stage), { minLength: 4, maxLength: 4 });
    fc.assert(fc.property(some, (given) => {
      const themes = all.map((id, i) => theme(id, { parent: given[i]![0], stage: given[i]![1] }));
      const rows = ids(outlineOf(boardOf(themes, [], nodes, () => false), names));
      expect(all.every((id) => rows.includes(id))).toBe(true);
      expect(new Set(rows).size).toBe(rows.length);
    }));
  });
});

describe("places", () => {
  it("gives the order that was asked for and names only what changes", () => {
    const cards = ["a", "b", "c"].map((id, position) => ({ theme: theme(id, { position }), codes: [] }));
    expect(places(cards, "c", "b")).toEqual([{ theme: "c", position: 1 }, { theme: "b", position: 2 }]);
    expect(places(cards, "a", "b")).toEqual([]);
    fc.assert(fc.property(fc.constantFrom("a", "b", "c"), fc.constantFrom("a", "b", "c", ""), (id, before) => {
      fc.pre(id !== before);
      const now = new Map(cards.map((card) => [card.theme.id, card.theme.position]));
      for (const place of places(cards, id, before)) now.set(place.theme, place.position);
      const order = [...now].sort((x, y) => x[1] - y[1]).map(([key]) => key);
      expect(order.indexOf(id)).toBe(before ? order.indexOf(before) - 1 : 2);
    }));
  });
});

describe("misfitsOf", () => {
  const themes = [theme("a", { stage: "merged" }), theme("b", { stage: "merged" }), theme("c", { came_from: ["a", "b"] })];
  const known = new Set(flat(nodes).map((node) => node.id));
  const isCoding = (id: string): boolean => !known.has(id);
  it("goes along with a merged theme and tells what was decided", () => {
    const memos = [memo("1", "theme", ["x", "a"]), memo("2", "decision", ["c", "y"]), memo("3", "theme", ["c"]),
      memo("4", "other", ["x", "c"]), memo("5", "theme", ["top", "c"])];
    expect(misfitsOf(memos, themes, isCoding).map((one) => [one.memo.id, one.coding, one.theme, one.kept])).toEqual([
      ["1", "x", "c", false], ["2", "y", "c", true],
    ]);
  });
  it("does not go round in a ring", () => {
    const ring = [theme("a", { stage: "merged", came_from: ["b"] }), theme("b", { stage: "merged", came_from: ["a"] })];
    expect(heirs(ring).size).toBe(2);
  });
});
