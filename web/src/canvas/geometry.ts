// Between the text and the screen: what is under a place, and where a stretch is.

import type { Layout } from "./layout";
import { rangeOf, unitOf } from "./marks";
import type { Model } from "./model";
import { caretAt } from "./pointer";
import type { Rows } from "./rows";
import type { CanvasWords, Point, Span } from "./source";

/** A source as it is drawn. */
export interface Drawn {
  readonly scroller: HTMLElement;
  readonly model: Model;
  readonly rows: Rows;
  readonly layout: Layout;
}

/** The place in the text nearest to a place on the screen; null where there is none near. */
export function pointAt({ model, rows, layout }: Drawn, x: number, y: number): Point | null {
  const caret = caretAt(x, y);
  const element = caret && (caret.node instanceof Element ? caret.node : caret.node.parentElement);
  const article = element?.closest<HTMLElement>("[data-turn]") ?? rowAt(rows, layout, y);
  const turn = article && model.turn(article.dataset.turn ?? "");
  const text = article?.querySelector<HTMLElement>("p");
  if (!caret || !turn || !text) return null;
  const units = model.units(turn.id);
  if (text.contains(caret.node)) return { turn: turn.id, offset: units.toPoints(unitOf(text, caret.node, caret.offset)) };
  const box = text.getBoundingClientRect();
  return { turn: turn.id, offset: y > (box.top + box.bottom) / 2 ? units.points : 0 };
}

function rowAt(rows: Rows, layout: Layout, y: number): HTMLElement | null {
  for (const turn of layout.near) {
    const article = rows.maybe(turn);
    const box = article?.getBoundingClientRect();
    if (article && box && box.top <= y && y < box.bottom) return article;
  }
  return null;
}

/** The lines of a span in its last turn, as wide as the text. */
export function boxOf({ model, rows }: Drawn, span: Span): DOMRect | null {
  const text = rows.maybe(span.end_turn)?.querySelector<HTMLElement>("p");
  const part = model.part(span, span.end_turn);
  if (!text || !part) return null;
  const units = model.units(span.end_turn);
  const rects = [...rangeOf(text, units.toUnits(part[0]), units.toUnits(part[1])).getClientRects()];
  const home = text.getBoundingClientRect();
  const last = rects[rects.length - 1] ?? home;
  const top = Math.min(...rects.map((rect) => rect.top), last.top);
  return new DOMRect(home.left, top, home.width, last.bottom - top);
}

/** The turns on the screen: the first and last by place, and the id of the first. */
export function onScreen({ scroller, model, rows, layout }: Drawn): { turn: string; first: number; last: number } {
  const screen = scroller.getBoundingClientRect();
  let [first, last] = [-1, -1];
  for (const turn of layout.near) {
    const box = rows.maybe(turn)?.getBoundingClientRect();
    if (!box || box.bottom < screen.top + 20 || box.top > screen.bottom - 20) continue;
    const place = model.place(turn);
    first = first < 0 ? place : Math.min(first, place);
    last = Math.max(last, place);
  }
  return { turn: model.turns[first]?.id ?? "", first, last };
}

/** Scrolls a row onto the screen: not at all where it is there, as little as it can where it is near. */
export function bring(scroller: HTMLElement, article: HTMLElement): void {
  const screen = scroller.getBoundingClientRect();
  const box = article.getBoundingClientRect();
  if (box.top >= screen.top + 8 && box.bottom <= screen.bottom - 8) return;
  const fits = box.height < screen.height - 40;
  const near = box.bottom > screen.top - 300 && box.top < screen.bottom + 300;
  article.scrollIntoView({ block: near && fits ? "nearest" : fits ? "center" : "start" });
}

/** Rings a row once. */
export function ring(article: HTMLElement): void {
  article.classList.remove("rung");
  void article.offsetWidth; // starts the ring anew
  article.classList.add("rung");
  article.addEventListener("animationend", () => article.classList.remove("rung"), { once: true });
}

/** What a screen reader says of a turn that is come to: who, when, the words, how many codings. */
export function toldOf({ model, rows }: Drawn, turn: string, words: CanvasWords): string {
  const count = model.at(turn).length;
  const said = [rows.maybe(turn)?.getAttribute("aria-label"), model.heard(turn), count > 0 ? words.codings(count) : ""];
  return said.filter(Boolean).join(". ");
}
