// The codebook as a tree, as the server orders it, and what is found in it.

import { rank } from "../../lib/commands";
import type { Code } from "../../lib/model";
import type { TreeNode } from "../tree";

export interface CodeNode extends TreeNode {
  id: string;
  code: Code;
  children: CodeNode[];
}

/** Returns the codes as trees; a code whose parent is gone, or that hangs in a ring, stands at the top. */
export function codeTree(codes: readonly Code[]): CodeNode[] {
  const nodes = new Map<string, CodeNode>(codes.map((code) => [code.id, { id: code.id, code, children: [] }]));
  const top: CodeNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.code.parent);
    if (parent && !inRing(node, nodes)) parent.children.push(node);
    else top.push(node);
  }
  for (const node of nodes.values()) node.children.sort(byPlace);
  return top.sort(byPlace);
}

const byPlace = (a: CodeNode, b: CodeNode): number =>
  a.code.position - b.code.position || (a.id < b.id ? -1 : 1);

/** Two merged copies can move two codes under each other; both are shown at the top then. */
function inRing(node: CodeNode, nodes: ReadonlyMap<string, CodeNode>): boolean {
  const seen = new Set<string>();
  for (let at = nodes.get(node.code.parent); at && !seen.has(at.id); at = nodes.get(at.code.parent)) {
    if (at === node) return true;
    seen.add(at.id);
  }
  return false;
}

/** Returns a node's codes and all below them, in the order of the tree. */
export function flat(nodes: readonly CodeNode[]): CodeNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

/** Returns the branches that hold a code whose name or definition answers what was asked. */
export function sieve(nodes: readonly CodeNode[], asked: string): CodeNode[] {
  if (!asked.trim()) return [...nodes];
  return nodes.flatMap((node) => {
    const children = sieve(node.children, asked);
    const own = rank(node.code.name, asked) > 0 || rank(node.code.definition, asked) > 0;
    return own || children.length ? [{ ...node, children: own && !children.length ? node.children : children }] : [];
  });
}

/** Returns the names of the codes above a code, from the top. */
export function above(codes: ReadonlyMap<string, Code>, id: string): string[] {
  const names: string[] = [];
  const seen = new Set<string>([id]);
  for (let at = codes.get(codes.get(id)?.parent ?? ""); at && !seen.has(at.id); at = codes.get(at.parent)) {
    seen.add(at.id);
    names.unshift(at.name);
  }
  return names;
}

/** Returns the sum of a count over a node and all below it. */
export function sum(node: CodeNode, count: (id: string) => number): number {
  return count(node.id) + node.children.reduce((total, child) => total + sum(child, count), 0);
}
