// The rows of a tree as they stand on the screen, and where one can be moved to.

export interface TreeNode {
  id: string;
  children: readonly TreeNode[];
}

export interface Row<N extends TreeNode> {
  node: N;
  level: number;
  parent: string;
  /** Place among its siblings, from 0. */
  place: number;
  siblings: readonly N[];
}

/** A new place: under `parent` (empty: at the top), before a sibling (empty: at the end). */
export interface Move {
  id: string;
  parent: string;
  before: string;
}

/** Returns the visible rows in order; the children of folded nodes are left out. */
export function rowsOf<N extends TreeNode>(nodes: readonly N[], folded: ReadonlySet<string>): Row<N>[] {
  const rows: Row<N>[] = [];
  const walk = (siblings: readonly N[], level: number, parent: string): void => {
    siblings.forEach((node, place) => {
      rows.push({ node, level, parent, place, siblings });
      if (!folded.has(node.id)) walk(node.children as readonly N[], level + 1, node.id);
    });
  };
  walk(nodes, 1, "");
  return rows;
}

/** Returns where Alt with an arrow moves a row; null where it cannot go there. */
export function moved<N extends TreeNode>(rows: readonly Row<N>[], row: Row<N>, key: string): Move | null {
  const { node, siblings, place, parent } = row;
  const id = node.id;
  switch (key) {
    case "ArrowUp":
      return place > 0 ? { id, parent, before: siblings[place - 1]?.id ?? "" } : null;
    case "ArrowDown":
      return place < siblings.length - 1 ? { id, parent, before: siblings[place + 2]?.id ?? "" } : null;
    case "ArrowRight":
      return place > 0 ? { id, parent: siblings[place - 1]?.id ?? "", before: "" } : null;
    case "ArrowLeft": {
      const above = rows.find((other) => other.node.id === parent);
      return above ? { id, parent: above.parent, before: above.siblings[above.place + 1]?.id ?? "" } : null;
    }
    default:
      return null;
  }
}

/** Tells whether a node is another one or stands somewhere under it: it cannot move there. */
export function within<N extends TreeNode>(node: N, id: string): boolean {
  return node.id === id || node.children.some((child) => within(child, id));
}
