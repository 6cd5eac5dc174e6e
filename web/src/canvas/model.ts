// The text of one source and its codings, without any picture of it.

import { Signs, type Sign } from "./signs";
import type { Coding, Point, Shown, SourceColumns, Span, Speaker, Turn } from "./source";
import { Units } from "./units";

/** Codings in the order of the text; of two that begin together the longer comes first. */
type Order = (a: Coding, b: Coding) => number;

export class Model {
  readonly id: string;
  readonly language: string;
  readonly speakers = new Map<string, Speaker>();
  readonly codings = new Map<string, Coding>();
  #turns: Turn[] = [];
  #index = new Map<string, number>();
  #units = new Map<string, Units>();
  /** All codings that touch a turn, by its id. */
  #at = new Map<string, Set<string>>();
  #shown: Shown = {};
  #signs: Signs;

  constructor(data: SourceColumns) {
    this.id = data.source.id;
    this.language = data.source.language;
    this.#signs = new Signs(data.source);
    for (const speaker of data.speakers) this.speakers.set(speaker.id, speaker);
    const { turns, codings } = data;
    this.#turns = turns.id.map((id, i) => ({
      id,
      speaker: turns.speaker[i] ?? "",
      text: turns.text[i] ?? "",
      start: turns.start[i] ?? null,
      end: turns.end[i] ?? null,
      position: turns.position[i] ?? i,
      marks: data.marks?.[id] ?? [],
    }));
    this.#number();
    codings.id.forEach((id, i) => {
      const first = codings.turn[i] ?? 0;
      const last = codings.end_turn[i] ?? first;
      this.put({
        id,
        turn: turns.id[first] ?? "",
        start: codings.start[i] ?? 0,
        end_turn: turns.id[last] ?? "",
        end: codings.end[i] ?? 0,
        code: codings.code[i] ?? "",
        coder: codings.coder[i] ?? "",
        gone: codings.gone[i] ?? false,
        note: codings.note[i] ?? "",
      });
    });
  }

  get turns(): readonly Turn[] {
    return this.#turns;
  }

  #number(): void {
    this.#index.clear();
    this.#turns.forEach((turn, i) => this.#index.set(turn.id, i));
  }

  /** The place of a turn, or -1. */
  place(turn: string): number {
    return this.#index.get(turn) ?? -1;
  }

  turn(id: string): Turn | undefined {
    return this.#turns[this.place(id)];
  }

  /** The offset map of a turn's text. */
  units(id: string): Units {
    let found = this.#units.get(id);
    if (!found) {
      found = new Units(this.turn(id)?.text ?? "");
      this.#units.set(id, found);
    }
    return found;
  }

  /** The signs for what is heard in a turn and is no word, in the order of the text. */
  signs(id: string): readonly Sign[] {
    const turn = this.turn(id);
    return turn ? this.#signs.of(turn, this.units(id)) : [];
  }

  /** A turn's words with these signs, to be read aloud. */
  heard(id: string): string {
    const turn = this.turn(id);
    return turn ? this.#signs.shown(turn) : "";
  }

  /** Takes in how the source says that it was written out; returns the turns that look different. */
  convene(source: { convention?: string; language: string }): string[] {
    const marked = this.#turns.filter((turn) => turn.marks?.length).map((turn) => turn.id);
    if (!this.#signs.change(source)) return [];
    return marked;
  }

  speakerOf(turn: Turn): Speaker | undefined {
    return this.speakers.get(turn.speaker);
  }

  // --- what is shown

  get shown(): Shown {
    return this.#shown;
  }

  show(shown: Shown): void {
    this.#shown = shown;
  }

  visible(coding: Coding): boolean {
    const { coders, codes } = this.#shown;
    return (!coders || coders.has(coding.coder)) && (!codes || codes.has(coding.code));
  }

  /** Whether a turn steps back under the filters: another speaker's, or coded already. */
  rests(turn: Turn): boolean {
    const { speakers, uncoded } = this.#shown;
    if (speakers && !speakers.has(turn.speaker)) return true;
    return uncoded === true && this.at(turn.id).length > 0;
  }

  /** The codings shown that touch a turn, in the order of the text. */
  at(turn: string): Coding[] {
    const ids = this.#at.get(turn);
    if (!ids) return [];
    const found: Coding[] = [];
    for (const id of ids) {
      const coding = this.codings.get(id);
      if (coding && this.visible(coding)) found.push(coding);
    }
    return found.length > 1 ? found.sort(this.order) : found;
  }

  /** All codings shown, in the order of the text. */
  all(): Coding[] {
    return [...this.codings.values()].filter((coding) => this.visible(coding)).sort(this.order);
  }

  readonly order: Order = (a, b) =>
    this.place(a.turn) - this.place(b.turn) ||
    a.start - b.start ||
    this.place(b.end_turn) - this.place(a.end_turn) ||
    b.end - a.end ||
    (a.id < b.id ? -1 : 1);

  /** The part of a span in one turn, in code points, or null where it does not touch it. */
  part(span: Span, turn: string): [start: number, end: number] | null {
    const place = this.place(turn);
    const first = this.place(span.turn);
    const last = this.place(span.end_turn);
    if (place < first || place > last || first < 0) return null;
    const start = place === first ? span.start : 0;
    const end = place === last ? span.end : this.units(turn).points;
    return [start, end];
  }

  /** The codings shown at a point, or touching a span; the shortest first. */
  under(span: Span): Coding[] {
    const found = new Map<string, Coding>();
    const empty = span.turn === span.end_turn && span.start === span.end;
    for (let i = this.place(span.turn); i >= 0 && i <= this.place(span.end_turn); i += 1) {
      const turn = this.#turns[i];
      if (!turn) break;
      const mine = this.part(span, turn.id);
      for (const coding of this.at(turn.id)) {
        const its = this.part(coding, turn.id);
        if (!mine || !its) continue;
        const touches = empty
          ? its[0] <= mine[0] && mine[0] <= its[1]
          : its[0] < mine[1] && its[1] > mine[0];
        if (touches) found.set(coding.id, coding);
      }
    }
    return [...found.values()].sort((a, b) => this.length(a) - this.length(b));
  }

  /** The length of a span in code points, with one for each border between turns. */
  length(span: Span): number {
    const first = this.place(span.turn);
    const last = this.place(span.end_turn);
    if (first === last) return span.end - span.start;
    let sum = this.units(span.turn).points - span.start + span.end + last - first;
    for (let i = first + 1; i < last; i += 1) sum += this.units(this.#turns[i]?.id ?? "").points;
    return sum;
  }

  /** The words of a span; turns are joined by a line end, as everywhere in Heddle. */
  words(span: Span): string {
    const parts: string[] = [];
    for (let i = this.place(span.turn); i >= 0 && i <= this.place(span.end_turn); i += 1) {
      const turn = this.#turns[i];
      const part = turn && this.part(span, turn.id);
      if (!turn || !part) break;
      const units = this.units(turn.id);
      parts.push(turn.text.slice(units.toUnits(part[0]), units.toUnits(part[1])));
    }
    return parts.join("\n");
  }

  /** A negative number where `a` stands before `b`. */
  compare(a: Point, b: Point): number {
    return this.place(a.turn) - this.place(b.turn) || a.offset - b.offset;
  }

  /** The span between two points in either order. */
  between(a: Point, b: Point): Span {
    const [first, last] = this.compare(a, b) <= 0 ? [a, b] : [b, a];
    return { turn: first.turn, start: first.offset, end_turn: last.turn, end: last.offset };
  }

  // --- changes

  /** Takes in a coding, new or changed. */
  put(coding: Coding): void {
    this.drop(coding.id);
    this.codings.set(coding.id, coding);
    for (const turn of this.#across(coding)) {
      let ids = this.#at.get(turn);
      if (!ids) this.#at.set(turn, (ids = new Set()));
      ids.add(coding.id);
    }
  }

  /** Takes a coding out; returns the turns that it touched. */
  drop(id: string): string[] {
    const old = this.codings.get(id);
    if (!old) return [];
    const touched = this.#across(old);
    for (const turn of touched) this.#at.get(turn)?.delete(id);
    this.codings.delete(id);
    return touched;
  }

  /** The turns that a coding touches; none for one that is not known. */
  turnsOf(id: string): string[] {
    const coding = this.codings.get(id);
    return coding ? this.#across(coding) : [];
  }

  #across(coding: Coding): string[] {
    const first = this.place(coding.turn);
    const last = this.place(coding.end_turn);
    if (first < 0) return [];
    if (last <= first) return [coding.turn];
    return this.#turns.slice(first, last + 1).map((turn) => turn.id);
  }

  /** Takes in a turn, new or changed; returns whether the order of turns is another now. */
  putTurn(turn: Turn): boolean {
    const place = this.place(turn.id);
    this.#units.delete(turn.id);
    if (place >= 0 && this.#turns[place]?.position === turn.position) {
      this.#turns[place] = turn;
      return false;
    }
    this.#turns = [...this.#turns.filter((other) => other.id !== turn.id), turn];
    this.#turns.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
    this.#number();
    return true;
  }

  dropTurn(id: string): void {
    this.#turns = this.#turns.filter((turn) => turn.id !== id);
    this.#units.delete(id);
    this.#at.delete(id);
    this.#number();
  }

  /** Notes anew which turns each coding touches, after turns came, went or changed places. */
  settle(): void {
    this.#at.clear();
    for (const coding of [...this.codings.values()]) this.put(coding);
  }
}
