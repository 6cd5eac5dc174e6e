// What the canvas tells the screen, and the smallest possible way to listen.

import type { Correction } from "./editor";
import type { Chosen } from "./selection";
import type { Coding, Point, Span } from "./source";

export interface CanvasEvents {
  /** The cursor moved or something else is selected; `under` are the codings there. */
  select: { chosen: Chosen; span: Span; words: string; under: Coding[]; done: boolean };
  /** A letter, number or full stop (or Enter, then empty) was typed while something is selected. */
  typed: { text: string };
  /** A thread was clicked; its codings, one of them chosen. */
  pick: { codings: string[]; turn: string };
  /** Another set of rows is on the screen; `turn` is the first that is wholly seen. */
  seen: { turn: string; first: number; last: number };
  /** Edges of a coding were moved and kept. */
  edges: { coding: string; span: Span };
  /** Moving edges began or ended. */
  moving: { coding: string | null; span: Span | null };
  /** A turn was corrected, split or joined; the editor stays until `closeEditor`. */
  correct: Correction;
  /** Somebody wants to hear the word at a place. */
  hear: Point;
  /** The reader has moved the text by hand. */
  left: object;
  /** Something to be read aloud. */
  say: { text: string };
}

type Listener<K extends keyof CanvasEvents> = (event: CanvasEvents[K]) => void;

export class Events {
  #listeners = new Map<keyof CanvasEvents, Set<(event: never) => void>>();

  /** Calls `listener` whenever it happens; returns what stops it. */
  on<K extends keyof CanvasEvents>(name: K, listener: Listener<K>): () => void {
    let all = this.#listeners.get(name);
    if (!all) this.#listeners.set(name, (all = new Set()));
    all.add(listener);
    return () => all.delete(listener);
  }

  emit<K extends keyof CanvasEvents>(name: K, event: CanvasEvents[K]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<K>)(event);
  }
}
