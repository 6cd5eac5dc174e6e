import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { moved, rowsOf, within, type Move, type TreeNode } from "./tree";

const node = (id: string, children: TreeNode[] = []): TreeNode => ({ id, children });
const tree = [node("a", [node("b"), node("c", [node("d")])]), node("e")];

/** Carries a move out on a copy of a tree. */
function carried(nodes: readonly TreeNode[], move: Move): TreeNode[] {
  let taken: TreeNode | undefined;
  const without = (list: readonly TreeNode[]): TreeNode[] =>
    list.flatMap((each) => (each.id === move.id ? ((taken = each), []) : [{ id: each.id, children: without(each.children) }]));
  const rest = without(nodes);
  const put = (list: readonly TreeNode[], parent: string): TreeNode[] => {
    const own = list.map((each) => ({ id: each.id, children: put(each.children, each.id) }));
    if (parent !== move.parent || !taken) return own;
    const at = own.findIndex((each) => each.id === move.before);
    own.splice(at < 0 ? own.length : at, 0, taken as TreeNode & { children: TreeNode[] });
    return own;
  };
  return put(rest, "");
}
const ids = (nodes: readonly TreeNode[]): string => rowsOf(nodes, new Set()).map((row) => `${row.level}${row.node.id}`).join(" ");

describe("rows of a tree", () => {
  it("stand in reading order with their levels", () => {
    expect(ids(tree)).toBe("1a 2b 2c 3d 1e");
  });

  it("leave out what is folded", () => {
    expect(rowsOf(tree, new Set(["c"])).map((row) => row.node.id)).toEqual(["a", "b", "c", "e"]);
  });
});

describe("moving by keys", () => {
  const forest = fc.letrec<{ nodes: TreeNode[] }>((tie) => ({
    nodes: fc.array(fc.record({ id: fc.uuid(), children: fc.oneof({ maxDepth: 2 }, fc.constant([]), tie("nodes")) }), { maxLength: 3 }),
  })).nodes;
  const keys = fc.constantFrom("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight");

  it("keeps every node, and never puts one under itself", () => {
    fc.assert(fc.property(forest, keys, fc.nat(), (nodes, key, pick) => {
      const rows = rowsOf(nodes, new Set());
      const row = rows[pick % Math.max(rows.length, 1)];
      const move = row && moved(rows, row, key);
      if (!row || !move) return;
      expect(within(row.node, move.parent)).toBe(false);
      const after = rowsOf(carried(nodes, move), new Set()).map((r) => r.node.id).sort();
      expect(after).toEqual(rows.map((r) => r.node.id).sort());
    }), { numRuns: 100 });
  });

  it("up and then down is where it was", () => {
    const rows = rowsOf(tree, new Set());
    const up = moved(rows, rows[4]!, "ArrowUp")!;
    const there = carried(tree, up);
    expect(ids(there)).toBe("1e 1a 2b 2c 3d");
    const again = rowsOf(there, new Set());
    expect(ids(carried(there, moved(again, again[0]!, "ArrowDown")!))).toBe(ids(tree));
  });

  it("right goes under the one above, left out again behind it", () => {
    const rows = rowsOf(tree, new Set());
    const under = carried(tree, moved(rows, rows[4]!, "ArrowRight")!);
    expect(ids(under)).toBe("1a 2b 2c 3d 2e");
    const again = rowsOf(under, new Set());
    expect(ids(carried(under, moved(again, again[4]!, "ArrowLeft")!))).toBe(ids(tree));
  });

  it("stops at the edges", () => {
    const rows = rowsOf(tree, new Set());
    expect(moved(rows, rows[0]!, "ArrowUp")).toBeNull();
    expect(moved(rows, rows[0]!, "ArrowLeft")).toBeNull();
    expect(moved(rows, rows[4]!, "ArrowDown")).toBeNull();
  });
});
