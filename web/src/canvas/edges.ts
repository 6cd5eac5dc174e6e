// Moving the edges of a coding, by its handles or by keys; and those of a finger's selection.

import type { Drawn } from "./geometry";
import { pointAt } from "./geometry";
import type { Grips, Handles } from "./handles";
import type { Moves } from "./selection";
import type { Point, Span } from "./source";

export interface Moving {
  readonly coding: string;
  readonly span: Span;
}

/** What becomes of edges that were moved. */
export interface Kept {
  /** A coding's edges are being moved, or (null) no longer. */
  moving(moving: Moving | null): void;
  keep(moving: Moving): void;
  /** A finger's selection was changed. */
  select(span: Span, done: boolean): void;
}

export class Edges {
  #moving: Moving | null = null;

  constructor(readonly drawn: Drawn, readonly moves: Moves, readonly handles: Handles, readonly kept: Kept) {}

  get moving(): Moving | null {
    return this.#moving;
  }

  /** Shows handles at the edges of a coding, or of a selection where `coding` is "". */
  show(span: Span | null, coding = ""): void {
    this.handles.show(span && this.#grips(span, coding));
  }

  begin(coding: string, span: Span): void {
    this.#set({ coding, span });
  }

  leave(): void {
    if (this.#moving) this.#set(null);
  }

  keep(): void {
    const moving = this.#moving;
    this.leave();
    if (moving) this.kept.keep(moving);
  }

  /** Moves an edge by a step of the keyboard. */
  step(edge: "start" | "end", step: "word" | "character", back: boolean): void {
    const moving = this.#moving;
    if (!moving) return;
    const { turn, start, end_turn, end } = moving.span;
    const from = edge === "end" ? { turn: end_turn, offset: end } : { turn, offset: start };
    this.#to(moving.coding, moving.span, edge, this.moves.extend({ anchor: from, focus: from }, step, back).focus, true);
  }

  #set(moving: Moving | null): void {
    this.#moving = moving;
    if (moving) this.show(moving.span, moving.coding);
    this.kept.moving(moving);
  }

  #grips(first: Span, coding: string): Grips {
    let span = first;
    return {
      span,
      move: (edge, x, y, exact) => {
        const point = pointAt(this.drawn, x, y);
        if (point) span = this.#to(coding, this.#moving?.span ?? span, edge, point, exact);
      },
      done: () => (coding ? this.keep() : this.kept.select(span, true)),
    };
  }

  #to(coding: string, now: Span, edge: "start" | "end", point: Point, exact: boolean): Span {
    const { model } = this.drawn;
    const fixed = edge === "end" ? { turn: now.turn, offset: now.start } : { turn: now.end_turn, offset: now.end };
    const order = model.compare(fixed, point);
    if (edge === "end" ? order >= 0 : order <= 0) return now;
    const wide = exact ? point : this.moves.snapped({ anchor: fixed, focus: point }).focus;
    const span = model.between(fixed, wide);
    if (coding) this.#set({ coding, span });
    else this.kept.select(span, false);
    return span;
  }
}
