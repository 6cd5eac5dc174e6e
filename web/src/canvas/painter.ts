// What is painted over the words of a row: the selection, edges that are being moved, hits.

import { find, nearest, type FindOptions, type Hit } from "./find";
import type { Drawn } from "./geometry";
import { Layers, type Layer } from "./layers";
import { rangeOf } from "./marks";
import type { Point, Span } from "./source";

/** What the painter asks for each time that it paints. */
export interface Painted {
  /** What is selected, or null where it is empty. */
  selection(): Span | null;
  /** The coding whose edges are moved, as it would be. */
  edges(): Span | null;
  /** The turn that is being corrected, or "". */
  editing(): string;
}

export class Painter {
  #layers = new Layers();
  hits: readonly Hit[] = [];
  /** Number of the present hit, from 0; -1 for none. */
  hit = -1;

  constructor(readonly drawn: Drawn, readonly what: Painted) {}

  /** Looks for words; the present hit is the nearest one after a place. */
  find(asked: string, options: FindOptions, from: Point | undefined): void {
    const { model } = this.drawn;
    this.hits = find(model, asked, options);
    const unit = from ? model.units(from.turn).toUnits(from.offset) : 0;
    this.hit = this.hits.length === 0 ? -1 : nearest(model, this.hits, from?.turn ?? "", unit);
    this.all();
  }

  /** Makes another hit the present one, round at both ends. */
  present(number: number): Hit | undefined {
    if (this.hits.length === 0) return undefined;
    this.hit = (number + this.hits.length) % this.hits.length;
    return this.hits[this.hit];
  }

  /** Forgets the hits in turns whose words have changed. */
  stale(turns: ReadonlySet<string>): void {
    if (this.hits.length > 0) this.hits = this.hits.filter((hit) => !turns.has(hit.turn));
  }

  /** Paints all rows that have or had something. */
  all(): void {
    const { model, layout } = this.drawn;
    const turns = new Set(this.#layers.painted());
    const spans = [this.what.selection(), this.what.edges()].filter((span) => span !== null);
    const found = new Set(this.hits.map((hit) => hit.turn));
    for (const turn of layout.near) {
      if (found.has(turn) || spans.some((span) => model.part(span, turn))) turns.add(turn);
    }
    for (const turn of turns) this.row(turn);
  }

  /** Paints one row anew, after its words were written again. */
  row(turn: string): void {
    const { model, rows, layout } = this.drawn;
    const text = rows.maybe(turn)?.querySelector<HTMLElement>("p");
    if (!text || !layout.near.has(turn) || this.what.editing() === turn) {
      this.#layers.forget(turn);
      return;
    }
    const ranges: { layer: Layer; range: AbstractRange }[] = [];
    const units = model.units(turn);
    const add = (layer: Layer, start: number, end: number): void => {
      if (end > start) ranges.push({ layer, range: rangeOf(text, start, end) });
    };
    for (const [layer, span] of [["selection", this.what.selection()], ["edge", this.what.edges()]] as const) {
      const part = span && model.part(span, turn);
      if (part) add(layer, units.toUnits(part[0]), units.toUnits(part[1]));
    }
    this.hits.forEach((hit, i) => {
      if (hit.turn === turn) add(i === this.hit ? "now" : "hit", hit.start, hit.end);
    });
    this.#layers.paint(turn, ranges);
  }

  clear(): void {
    this.#layers.clear();
  }
}
