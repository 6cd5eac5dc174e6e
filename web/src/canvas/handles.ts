// The caret, and the two handles at the edges of a coding or of a finger's selection.
//
// They live in the rows that they stand in, so they move with them. Handles are for the pointer
// only; keys move edges too (see keyboard.ts).

import { rangeOf } from "./marks";
import type { Model } from "./model";
import type { Rows } from "./rows";
import type { Point, Span } from "./source";

export interface Grips {
  span: Span;
  /** Called while an edge is dragged, with whole words unless Alt is held. */
  move(edge: "start" | "end", x: number, y: number, exact: boolean): void;
  done(): void;
}

export class Handles {
  #caret = part("caret");
  #start = part("grip start");
  #end = part("grip end");
  #grips: Grips | null = null;

  constructor(readonly model: Model, readonly rows: Rows) {
    for (const [edge, grip] of [["start", this.#start], ["end", this.#end]] as const) {
      grip.addEventListener("pointerdown", (event) => this.#take(edge, grip, event));
      grip.addEventListener("mousedown", (event) => event.stopPropagation());
    }
  }

  /** Shows the caret at a point; null hides it. */
  caret(point: Point | null): void {
    this.#caret.remove();
    if (point) this.#place(this.#caret, point, false);
  }

  /** Shows handles at the edges of a span; null hides them. */
  show(grips: Grips | null): void {
    this.#grips = grips;
    this.#start.remove();
    this.#end.remove();
    if (!grips) return;
    this.#place(this.#start, { turn: grips.span.turn, offset: grips.span.start }, false);
    this.#place(this.#end, { turn: grips.span.end_turn, offset: grips.span.end }, true);
  }

  #place(element: HTMLElement, point: Point, after: boolean): void {
    const article = this.rows.maybe(point.turn);
    const box = article && rectOf(this.model, article, point, after);
    if (!article || !box) return;
    const home = article.getBoundingClientRect();
    element.style.left = `${box.left - home.left}px`;
    element.style.top = `${box.top - home.top}px`;
    element.style.height = `${box.bottom - box.top}px`;
    article.append(element);
  }

  #take(edge: "start" | "end", grip: HTMLElement, event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const move = (now: PointerEvent): void => this.#grips?.move(edge, now.clientX, now.clientY - 8, now.altKey);
    const up = (): void => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      this.#grips?.done();
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    grip.blur();
  }
}

function part(name: string): HTMLElement {
  const element = document.createElement("span");
  element.className = name;
  element.setAttribute("aria-hidden", "true");
  return element;
}

/** Where a point is on the screen; `after` asks for the right edge of the character before it. */
export function rectOf(model: Model, article: HTMLElement, point: Point, after = false): { left: number; top: number; bottom: number } | null {
  const text = article.querySelector<HTMLElement>("p");
  const turn = model.turn(point.turn);
  if (!text || !turn) return null;
  const unit = model.units(turn.id).toUnits(point.offset);
  const length = turn.text.length;
  const before = (after && unit > 0) || unit >= length;
  const range = before ? rangeOf(text, Math.max(0, unit - 1), unit) : rangeOf(text, unit, unit + 1);
  const rects = range.getClientRects();
  const rect = before ? rects[rects.length - 1] : rects[0];
  if (!rect) {
    const own = text.getBoundingClientRect();
    return { left: own.left, top: own.top, bottom: own.top + 27 };
  }
  return { left: before ? rect.right : rect.left, top: rect.top, bottom: rect.bottom };
}
