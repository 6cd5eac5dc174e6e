// The selection in the address, so that it survives a reload: turn and "start.end" or
// "start.turn.end", in code points. Positions only, never words.

import type { Span } from "../../canvas/source";

/** Returns the part of the address that says where in its turn a span is. */
export function placeOf(span: Span): { at?: string } {
  if (span.turn === span.end_turn && span.start === span.end) return span.start > 0 ? { at: `${span.start}.${span.end}` } : {};
  return { at: span.turn === span.end_turn ? `${span.start}.${span.end}` : `${span.start}.${span.end_turn}.${span.end}` };
}

/** Reads it again; null where it says nothing. */
export function spanOf(at: string | undefined, turn: string): Span | null {
  const parts = (at ?? "").split(".");
  const [start, end] = [Number(parts[0]), Number(parts[parts.length - 1])];
  if (!turn || parts.length < 2 || !Number.isInteger(start) || !Number.isInteger(end)) return null;
  return { turn, start, end_turn: parts.length > 2 ? (parts[1] ?? turn) : turn, end };
}
