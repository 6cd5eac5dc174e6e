// Flat segments: overlapping codings of one turn, cut where any of them begins or ends.
//
// A browser paints one flat colour per piece of text quickly and a stack of gradients hardly at
// all, so each segment wears one tint (the shortest coding's) and is underlined by the next.

import type { Coding } from "./source";

/** A stretch of one turn that the same codings cover. Offsets are those of the input. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** The shortest first: it gives the tint, the next one the underline. */
  readonly codings: readonly Coding[];
  /** Codings whose first character stands at the beginning of this segment. */
  readonly begins: readonly Coding[];
  readonly ends: readonly Coding[];
}

/** A coding's part of one turn. */
export interface Part {
  readonly coding: Coding;
  readonly start: number;
  readonly end: number;
  /** The length of the whole coding, which decides which of two is the shorter. */
  readonly length: number;
}

/** Cuts `parts` into segments in rising order; where nothing is coded there is no segment. */
export function segments(parts: readonly Part[]): Segment[] {
  const real = parts.filter((part) => part.end > part.start);
  const cuts = [...new Set(real.flatMap((part) => [part.start, part.end]))].sort((a, b) => a - b);
  const rising = [...real].sort((a, b) => a.start - b.start);
  const found: Segment[] = [];
  let open: Part[] = [];
  let next = 0;
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const start = cuts[i] ?? 0;
    const end = cuts[i + 1] ?? 0;
    open = open.filter((part) => part.end > start);
    for (let part = rising[next]; part && part.start <= start; part = rising[next]) {
      open.push(part);
      next += 1;
    }
    if (open.length === 0) continue;
    open.sort((a, b) => a.length - b.length || (a.coding.id < b.coding.id ? -1 : 1));
    found.push({
      start,
      end,
      codings: open.map((part) => part.coding),
      begins: open.filter((part) => part.start === start).map((part) => part.coding),
      ends: open.filter((part) => part.end === end).map((part) => part.coding),
    });
  }
  return found;
}
