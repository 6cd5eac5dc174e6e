// Keys in the transcript. Movement is here; what a key does to a coding is bound by the screen.
//
// Arrow up and down go by turns, left and right by sentences, with Ctrl by words; Shift extends,
// Alt Shift extends by characters. While something is selected, letters belong to the palette, numbers to the
// codes that have one.

import type { Chosen, Moves } from "./selection";
import { same } from "./selection";
import type { Point } from "./source";

export interface Keyed {
  readonly moves: Moves;
  readonly chosen: Chosen | null;
  /** Edges of a coding are being moved by keys. */
  readonly moving: boolean;
  choose(chosen: Chosen): void;
  /** A letter, a number or a full stop was typed while something is selected. */
  typed(text: string): void;
  edge(edge: "start" | "end", step: "word" | "character", back: boolean): void;
  keepEdges(): void;
  leave(): boolean;
}

/** Takes a key; returns whether it was one of ours. */
export function press(event: KeyboardEvent, on: Keyed): boolean {
  if (event.isComposing || event.metaKey) return false;
  if (on.moving) return edges(event, on);
  const { key } = event;
  if (key === "Escape") return on.leave();
  const chosen = on.chosen;
  if (!chosen) return false;
  if (key === "ArrowUp" || key === "ArrowDown") return vertical(event, on, chosen);
  if (key === "ArrowLeft" || key === "ArrowRight") return horizontal(event, on, chosen);
  if ((key === "Home" || key === "End") && !event.altKey) return far(event, on, chosen);
  if (event.ctrlKey || event.altKey || same(chosen.anchor, chosen.focus)) return false;
  if (key === "Enter") return (on.typed(""), true);
  if ([...key].length === 1 && /[\p{L}1-9.]/u.test(key)) return (on.typed(key), true);
  return false;
}

function vertical(event: KeyboardEvent, on: Keyed, chosen: Chosen): boolean {
  if (event.ctrlKey || event.altKey) return false;
  const back = event.key === "ArrowUp";
  if (event.shiftKey) on.choose(on.moves.extend(chosen, "turn", back));
  else {
    const to = on.moves.turn(chosen, back);
    if (to) on.choose({ anchor: to, focus: to });
  }
  return true;
}

function horizontal(event: KeyboardEvent, on: Keyed, chosen: Chosen): boolean {
  const back = event.key === "ArrowLeft";
  if (event.altKey && !event.shiftKey) return false; // the browser's way back
  if (event.altKey) on.choose(on.moves.extend(chosen, "character", back));
  else if (event.shiftKey) on.choose(on.moves.extend(chosen, event.ctrlKey ? "word" : "sentence", back));
  else on.choose(on.moves.next(chosen, event.ctrlKey ? "word" : "sentence", back));
  return true;
}

function far(event: KeyboardEvent, on: Keyed, chosen: Chosen): boolean {
  const { turns } = on.moves.model;
  const inTurn = !event.ctrlKey;
  const turn = inTurn ? on.moves.model.turn(chosen.focus.turn) : turns[event.key === "Home" ? 0 : turns.length - 1];
  if (!turn) return false;
  const offset = event.key === "Home" ? 0 : on.moves.model.units(turn.id).points;
  const focus: Point = { turn: turn.id, offset };
  on.choose({ anchor: event.shiftKey ? chosen.anchor : focus, focus });
  return true;
}

/** While edges move: left and right the end, with Ctrl the beginning; with Shift by characters. */
function edges(event: KeyboardEvent, on: Keyed): boolean {
  if (event.key === "Escape") return on.leave();
  if (event.key === "Enter") return (on.keepEdges(), true);
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return false;
  on.edge(event.ctrlKey ? "start" : "end", event.shiftKey ? "character" : "word", event.key === "ArrowLeft");
  return true;
}
