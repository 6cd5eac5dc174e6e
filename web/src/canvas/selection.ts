// The selection: two points in the text, and how keys and clicks move them.
//
// It belongs to the canvas, not to the browser: it survives scrolling, the palette, an undo and
// rows that are drawn anew. `anchor` stays where it was begun, `focus` is where the hand is.

import type { Model } from "./model";
import { sentenceAt, sentences, snap, trim, wordAt, words } from "./sentences";
import type { Point, Span, Turn } from "./source";

export type Step = "turn" | "sentence" | "word" | "character";

export interface Chosen {
  readonly anchor: Point;
  readonly focus: Point;
}

/** Tells whether two points are the same. */
export function same(a: Point, b: Point): boolean {
  return a.turn === b.turn && a.offset === b.offset;
}

/** A cursor: nothing is selected. */
export function collapsed(point: Point): Chosen {
  return { anchor: point, focus: point };
}

/** The selection of a span, with the hand at its end. */
export function chosenOf(span: Span): Chosen {
  return { anchor: { turn: span.turn, offset: span.start }, focus: { turn: span.end_turn, offset: span.end } };
}

/** The selection, or the beginning of the text where its turn is gone. */
export function keptIn(model: Model, chosen: Chosen | null): Chosen | null {
  if (chosen && model.turn(chosen.anchor.turn) && model.turn(chosen.focus.turn)) return chosen;
  const first = model.turns[0];
  return first ? collapsed({ turn: first.id, offset: 0 }) : null;
}

/** Moving over one text; every function is pure. */
export class Moves {
  constructor(readonly model: Model) {}

  /** The whole turn at a point, or its sentence or word. */
  around(point: Point, step: Step): Chosen {
    const turn = this.model.turn(point.turn);
    if (!turn) return { anchor: point, focus: point };
    const units = this.model.units(turn.id);
    const at = units.toUnits(point.offset);
    const [start, end] =
      step === "turn" ? trim(turn.text, 0, turn.text.length)
      : step === "sentence" ? sentenceAt(turn.text, at)
      : step === "word" ? wordAt(turn.text, at)
      : [at, at];
    return this.#chosen(turn, start, end);
  }

  /** Widens a dragged stretch to whole words in each of its turns. */
  snapped(chosen: Chosen): Chosen {
    const span = this.model.between(chosen.anchor, chosen.focus);
    const forward = this.model.compare(chosen.anchor, chosen.focus) <= 0;
    const first = this.model.turn(span.turn);
    const last = this.model.turn(span.end_turn);
    if (!first || !last) return chosen;
    const one = first.id === last.id;
    const head = this.model.units(first.id);
    const tail = this.model.units(last.id);
    const start = snap(first.text, head.toUnits(span.start), one ? tail.toUnits(span.end) : first.text.length);
    const end = one ? start : snap(last.text, 0, tail.toUnits(span.end));
    const a = { turn: first.id, offset: head.toPoints(start[0]) };
    const b = { turn: last.id, offset: tail.toPoints(end[1]) };
    return forward ? { anchor: a, focus: b } : { anchor: b, focus: a };
  }

  /** Chooses the next sentence or word from a place on, or the one before. */
  next(chosen: Chosen, step: "sentence" | "word", back: boolean): Chosen {
    const span = this.model.between(chosen.anchor, chosen.focus);
    const from: Point = back ? { turn: span.turn, offset: span.start } : { turn: span.end_turn, offset: span.end };
    for (let place = this.model.place(from.turn); ; place += back ? -1 : 1) {
      const turn = this.model.turns[place];
      if (!turn) return chosen;
      const units = this.model.units(turn.id);
      const at = turn.id === from.turn ? units.toUnits(from.offset) : back ? turn.text.length : 0;
      const found = pick(turn, step, at, back, same(chosen.anchor, chosen.focus));
      if (found) return this.#chosen(turn, found[0], found[1]);
    }
  }

  /** Moves the focus by a step and leaves the anchor; a turn is taken to its end. */
  extend(chosen: Chosen, step: Step, back: boolean): Chosen {
    const { focus } = chosen;
    const turn = this.model.turn(focus.turn);
    if (!turn) return chosen;
    const units = this.model.units(turn.id);
    const at = units.toUnits(focus.offset);
    const to = step === "character" ? null : border(turn, step, at, back);
    if (step === "character") {
      const offset = focus.offset + (back ? -1 : 1);
      if (offset >= 0 && offset <= units.points) return { anchor: chosen.anchor, focus: { turn: turn.id, offset } };
    } else if (to !== null) {
      return { anchor: chosen.anchor, focus: { turn: turn.id, offset: units.toPoints(to) } };
    }
    const other = this.model.turns[this.model.place(turn.id) + (back ? -1 : 1)];
    if (!other) return chosen;
    const own = this.model.units(other.id);
    const there: Point = { turn: other.id, offset: back ? own.points : 0 };
    // Over the border a step goes on, so that no key seems to do nothing.
    return step === "character" ? { anchor: chosen.anchor, focus: there } : this.extend({ anchor: chosen.anchor, focus: there }, step, back);
  }

  /** The beginning of the next turn, or of this one and then of the one before. */
  turn(chosen: Chosen, back: boolean): Point | null {
    const span = this.model.between(chosen.anchor, chosen.focus);
    const place = this.model.place(back ? span.turn : span.end_turn);
    const empty = same(chosen.anchor, chosen.focus);
    const step = back && (!empty || span.start > 0) ? 0 : back ? -1 : 1;
    const turn = this.model.turns[place + step];
    return turn ? { turn: turn.id, offset: 0 } : null;
  }

  /** The next turn without a coding, after the place; round to the beginning at the end. */
  uncoded(turn: string): string | null {
    const { turns } = this.model;
    const from = this.model.place(turn);
    for (let i = 1; i <= turns.length; i += 1) {
      const other = turns[(from + i) % turns.length];
      if (other && other.text.trim() && this.model.at(other.id).length === 0) return other.id;
    }
    return null;
  }

  #chosen(turn: Turn, start: number, end: number): Chosen {
    const units = this.model.units(turn.id);
    return {
      anchor: { turn: turn.id, offset: units.toPoints(start) },
      focus: { turn: turn.id, offset: units.toPoints(end) },
    };
  }
}

/** The sentence or word of a turn to choose next; `fresh` where nothing is chosen yet. */
function pick(turn: Turn, step: "sentence" | "word", at: number, back: boolean, fresh: boolean): readonly [number, number] | null {
  const all = step === "word" ? words(turn.text) : sentences(turn.text).map(([a, b]) => trim(turn.text, a, b)).filter(([a, b]) => b > a);
  if (back) return [...all].reverse().find(([start, end]) => end <= at || (fresh && start < at)) ?? null;
  return all.find(([start, end]) => start >= at || (fresh && start <= at && at < end)) ?? null;
}

/** Where a step from `at` ends within its turn, or null where it leaves it. */
function border(turn: Turn, step: Exclude<Step, "character">, at: number, back: boolean): number | null {
  const all =
    step === "turn" ? [trim(turn.text, 0, turn.text.length)]
    : step === "word" ? words(turn.text)
    : sentences(turn.text).map(([a, b]) => trim(turn.text, a, b));
  if (back) return [...all].reverse().find(([start]) => start < at)?.[0] ?? null;
  return all.find(([, end]) => end > at)?.[1] ?? null;
}

/** The span of a selection. */
export function spanOf(model: Model, chosen: Chosen): Span {
  return model.between(chosen.anchor, chosen.focus);
}
