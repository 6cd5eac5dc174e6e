// Mouse and touch: which gesture chooses what.
//
// A drag takes whole words, with Alt it takes characters; a double click takes the word, a triple
// click the sentence, a click on the speaker the turn; a long press of a finger the sentence. With Ctrl
// (on a Mac: Command) a click lets the word be heard, and so does a plain one in the listening mode.

import { same, type Chosen, type Moves, type Step } from "./selection";
import type { Point } from "./source";

/** What the pointer needs of the canvas. */
export interface Surface {
  readonly scroller: HTMLElement;
  readonly root: HTMLElement;
  /** Null while no source is open. */
  readonly moves: Moves | null;
  readonly chosen: Chosen | null;
  /** The place in the text nearest to a place on the screen. */
  pointAt(x: number, y: number): Point | null;
  choose(chosen: Chosen, how: { done: boolean; touch?: boolean }): void;
  /** A thread or its name was clicked; `turn` where "+3" was. */
  pick(codings: string[], turn: string): void;
  /** A plain click lets the word be heard. */
  readonly listening: boolean;
  /** Somebody wants to hear the word at a place. */
  hear(point: Point): void;
  /** Whether the row is being corrected, and so has its own hand. */
  busy(target: Element): boolean;
}

const CLICKS: Step[] = ["character", "word", "sentence", "turn"];
const LONG = 450;
const STILL = 10;
const isApple = typeof navigator !== "undefined" && /Mac|iP(ad|hone)/.test(navigator.platform);

/** Listens on the transcript; returns what stops it. */
export function follow(surface: Surface): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let finger: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | null = null;
  let touched = false;
  let held = false; // a long press has chosen; the mouse event that browsers make of it is not for us

  surface.root.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    held = false;
    if (!touched || !(event.target instanceof Element) || surface.busy(event.target)) return;
    const { clientX: x, clientY: y } = event;
    const timer = setTimeout(() => {
      finger = null;
      held = true;
      const point = surface.pointAt(x, y);
      if (point && surface.moves) surface.choose(surface.moves.around(point, "sentence"), { done: true, touch: true });
    }, LONG);
    finger = { timer, x, y };
  }, { signal });

  const lift = (): void => {
    if (finger) clearTimeout(finger.timer);
    finger = null;
  };
  surface.root.addEventListener("pointermove", (event) => {
    if (finger && Math.hypot(event.clientX - finger.x, event.clientY - finger.y) > STILL) lift();
  }, { signal });
  for (const end of ["pointerup", "pointercancel", "pointerleave"] as const) surface.root.addEventListener(end, lift, { signal });
  // The browser's own long press would choose a word and open its menu over ours.
  for (const own of ["contextmenu", "selectstart"] as const) {
    surface.root.addEventListener(own, (event) => {
      if (touched && event.target instanceof Element && !surface.busy(event.target)) event.preventDefault();
    }, { signal });
  }

  surface.root.addEventListener("mousedown", (event) => {
    const { moves } = surface;
    if (event.button !== 0 || !moves || !(event.target instanceof Element) || surface.busy(event.target)) return;
    event.preventDefault();
    surface.scroller.focus({ preventScroll: true });
    if (held) return;
    press(surface, moves, event, event.target, signal);
  }, { signal });
  return () => stop.abort();
}

function press(surface: Surface, moves: Moves, event: MouseEvent, target: Element, signal: AbortSignal): void {
  const row = target.closest<HTMLElement>("[data-turn]");
  const thread = target.closest<HTMLElement>("[data-coding], .more");
  if (thread && row) {
    surface.pick(thread.dataset.coding?.split(" ") ?? [], row.dataset.turn ?? "");
    return;
  }
  if (row && target.closest("header")) {
    surface.choose(moves.around({ turn: row.dataset.turn ?? "", offset: 0 }, "turn"), { done: true });
    return;
  }
  const point = surface.pointAt(event.clientX, event.clientY);
  if (!point) return;
  if (isApple ? event.metaKey : event.ctrlKey) {
    surface.hear(point);
    return;
  }
  const before = surface.chosen;
  if (event.shiftKey && before) {
    const grown = { anchor: before.anchor, focus: point };
    surface.choose(event.altKey ? grown : moves.snapped(grown), { done: true });
    drag(surface, moves, before.anchor, event, signal);
    return;
  }
  const step = CLICKS[Math.min(event.detail, CLICKS.length) - 1] ?? "character";
  surface.choose(moves.around(point, step), { done: true });
  drag(surface, moves, point, event, signal);
}

function drag(surface: Surface, moves: Moves, anchor: Point, from: MouseEvent, signal: AbortSignal): void {
  let moved = false;
  let last: MouseEvent = from;
  let frame = 0;
  const take = (): void => {
    const focus = surface.pointAt(last.clientX, last.clientY);
    if (!focus || (same(anchor, focus) && !moved)) return;
    const chosen = { anchor, focus };
    surface.choose(last.altKey ? chosen : moves.snapped(chosen), { done: false });
  };
  // At the edge of the window the text moves on under the hand.
  const roll = (): void => {
    frame = 0;
    const box = surface.scroller.getBoundingClientRect();
    const over = last.clientY < box.top + 24 ? last.clientY - box.top - 24 : last.clientY > box.bottom - 24 ? last.clientY - box.bottom + 24 : 0;
    if (over === 0) return;
    surface.scroller.scrollBy(0, over / 3);
    take();
    frame = requestAnimationFrame(roll);
  };
  const move = (event: MouseEvent): void => {
    last = event;
    if (!moved && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < 4) return;
    moved = true;
    take();
    if (frame === 0) frame = requestAnimationFrame(roll);
  };
  const up = (): void => {
    removeEventListener("mousemove", move);
    removeEventListener("mouseup", up);
    cancelAnimationFrame(frame);
    if (moved && surface.chosen) surface.choose(surface.chosen, { done: true });
    else if (surface.listening && from.detail === 1 && !from.shiftKey && !from.altKey) surface.hear(anchor);
  };
  addEventListener("mousemove", move, { signal });
  addEventListener("mouseup", up, { signal });
}

/** The place in the document under a place on the screen. */
export function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  const own = document as Document & {
    caretPositionFromPoint?: (x: number, y: number) => { offsetNode: Node; offset: number } | null;
    caretRangeFromPoint?: (x: number, y: number) => Range | null;
  };
  if (own.caretPositionFromPoint) {
    const found = own.caretPositionFromPoint(x, y);
    return found ? { node: found.offsetNode, offset: found.offset } : null;
  }
  const range = own.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
