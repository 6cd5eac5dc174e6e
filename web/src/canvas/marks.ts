// Marks: the words of one row with its flat segments, and the way between a place in the text
// and a place in the document.

import type { Model } from "./model";
import { segments, type Part, type Segment } from "./segments";
import { signed, written, type Sign } from "./signs";
import type { CanvasWords, CodeLook, Coding, Span, Stand, Turn } from "./source";

export interface Dress {
  look(code: string): CodeLook;
  /** The code that is lifted, or "". */
  lifted: string;
  /** Marks say where codings begin and end. */
  aloud: boolean;
  /** Words of a turn that others stand for, in order and apart. */
  stands(turn: string): readonly Stand[];
  /** What stands for words is shown in their place. */
  substituted: boolean;
  words: CanvasWords;
}

/** The parts of a turn that are coded, in UTF-16 units. */
export function partsOf(model: Model, turn: Turn): Part[] {
  const units = model.units(turn.id);
  const parts: Part[] = [];
  for (const coding of model.at(turn.id)) {
    const part = coding.gone ? null : model.part(coding, turn.id);
    if (!part) continue;
    parts.push({
      coding,
      start: units.toUnits(part[0]),
      end: units.toUnits(part[1]),
      length: model.length(coding),
    });
  }
  return parts;
}

/** Writes a turn's words with its marks into `text`. */
export function mark(text: HTMLElement, model: Model, turn: Turn, dress: Dress): void {
  const cut = segments(partsOf(model, turn));
  const stands = standsOf(model, turn, dress);
  const signs = model.signs(turn.id);
  if (cut.length === 0 && stands.length === 0) {
    written(text, turn.text, signs);
    return;
  }
  const pieces: (string | HTMLElement)[] = [];
  let done = 0;
  let next = 0;
  /** Puts in the signs that stand before the words from `unit` on; within a coding they wear its colours. */
  const heard = (unit: number, within: HTMLElement | null = null): void => {
    for (let sign = signs[next]; sign && sign.unit <= unit; sign = signs[next]) {
      const element = signed(sign);
      if (within) element.classList.add("within", ...within.classList);
      pieces.push(element);
      next += 1;
    }
  };
  const plain = (end: number): void => {
    for (const [a, b, stand] of split(done, end, stands, signs)) {
      heard(a);
      const words = turn.text.slice(a, b);
      pieces.push(stand ? standing(document.createElement("span"), words, stand, a) : words);
    }
  };
  for (const segment of cut) {
    plain(segment.start);
    for (const [a, b, stand] of split(segment.start, segment.end, stands, signs)) {
      const words = turn.text.slice(a, b);
      const element = markOf(segment, stand ? "" : words, model, turn, dress);
      heard(a, a > segment.start ? element : null);
      if (a > segment.start) delete element.dataset.begins;
      if (b < segment.end) delete element.dataset.ends;
      pieces.push(stand ? standing(element, words, stand, a) : element);
    }
    done = segment.end;
  }
  plain(turn.text.length);
  heard(turn.text.length);
  text.replaceChildren(...pieces);
}

/** What stands for words of a turn, in UTF-16 units. */
function standsOf(model: Model, turn: Turn, dress: Dress): Stand[] {
  const units = model.units(turn.id);
  return dress.stands(turn.id).map(({ start, end, text }) => ({ start: units.toUnits(start), end: units.toUnits(end), text }));
}

/** Cuts a stretch where what stands for its words begins and ends, and where signs stand in it. */
function* split(
  start: number,
  end: number,
  stands: readonly Stand[],
  signs: readonly Sign[] = [],
): Generator<[number, number, Stand | null]> {
  let done = start;
  for (const stand of stands) {
    const [a, b] = [Math.max(done, stand.start), Math.min(end, stand.end)];
    if (a >= b) continue;
    if (a > done) yield* cutAt(done, a, null, signs);
    yield* cutAt(a, b, stand, signs);
    done = b;
  }
  if (done < end) yield* cutAt(done, end, null, signs);
}

function* cutAt(start: number, end: number, stand: Stand | null, signs: readonly Sign[]): Generator<[number, number, Stand | null]> {
  let done = start;
  for (const { unit } of signs) {
    if (unit <= done || unit >= end) continue;
    yield [done, unit, stand];
    done = unit;
  }
  yield [done, end, stand];
}

/** Dresses words that others stand for; the style shows these instead where that is wanted. */
function standing(element: HTMLElement, words: string, stand: Stand, start: number): HTMLElement {
  element.classList.add("stands");
  element.title = stand.text;
  // Once for all pieces that a coding's edge may cut it into.
  if (start === stand.start) element.dataset.stands = stand.text;
  element.replaceChildren(words);
  return element;
}

/** The words of a span as they are shown: with what stands for some of them, where that is wanted. */
export function wordsShown(model: Model, span: Span, dress: Dress): string {
  if (!dress.substituted) return model.words(span);
  const lines: string[] = [];
  for (let i = model.place(span.turn); i <= model.place(span.end_turn); i += 1) {
    const turn = model.turns[i];
    const part = turn && model.part(span, turn.id);
    if (!turn || !part) continue;
    const units = model.units(turn.id);
    const pieces = split(units.toUnits(part[0]), units.toUnits(part[1]), standsOf(model, turn, dress));
    lines.push([...pieces].map(([a, b, stand]) => stand?.text ?? turn.text.slice(a, b)).join(""));
  }
  return lines.join("\n");
}

function markOf(segment: Segment, words: string, model: Model, turn: Turn, dress: Dress): HTMLElement {
  const element = document.createElement("mark");
  const codes = [...new Set(segment.codings.map((coding) => coding.code))];
  const up = dress.lifted && codes.includes(dress.lifted);
  const first = up ? dress.lifted : (codes[0] ?? "");
  const under = codes.find((code) => code !== first) ?? codes[0] ?? "";
  const many = Math.min(3, segment.codings.length);
  element.className = `c${dress.look(first).dye}${many > 1 ? ` u${dress.look(under).dye}` : ""}${up ? " up" : ""}`;
  if (many > 1) element.dataset.n = String(many);
  if (dress.aloud) aloud(element, segment, model, turn, dress);
  element.append(words);
  return element;
}

/** In the mode that reads codings, a mark says what begins and ends at it. */
function aloud(element: HTMLElement, segment: Segment, model: Model, turn: Turn, dress: Dress): void {
  const name = (coding: Coding): string => dress.look(coding.code).name;
  const begins = segment.begins.filter((coding) => coding.turn === turn.id);
  const ends = segment.ends.filter((coding) => coding.end_turn === turn.id && model.codings.has(coding.id));
  if (begins.length > 0) element.dataset.begins = `${begins.map((c) => dress.words.begins(name(c))).join(", ")} `;
  if (ends.length > 0) element.dataset.ends = ` ${ends.map((c) => dress.words.ends(name(c))).join(", ")} `;
}

// --- places

/** The text node and offset of a UTF-16 offset in a row's words. */
export function domPoint(text: HTMLElement, unit: number): [node: Node, offset: number] {
  let rest = unit;
  let last: Text | null = null;
  for (const node of textNodes(text)) {
    if (rest <= node.length) return [node, rest];
    rest -= node.length;
    last = node;
  }
  return last ? [last, last.length] : [text, 0];
}

/** The UTF-16 offset in a row's words of a place in the document inside them. */
export function unitOf(text: HTMLElement, node: Node, offset: number): number {
  let sum = 0;
  if (node.nodeType === Node.TEXT_NODE) {
    for (const own of textNodes(text)) {
      if (own === node) return sum + offset;
      sum += own.length;
    }
    return sum;
  }
  const before = node.childNodes[offset];
  for (const own of textNodes(text)) {
    if (before && (before === own || before.contains(own))) return sum;
    if (!before && (node.compareDocumentPosition(own) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 && !node.contains(own)) return sum;
    sum += own.length;
  }
  return sum;
}

function* textNodes(text: HTMLElement): Generator<Text> {
  for (const child of text.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) yield child as Text;
    else if (child.firstChild?.nodeType === Node.TEXT_NODE) yield child.firstChild as Text;
  }
}

/** Rectangles of a stretch of a row's words, in UTF-16 units. */
export function rangeOf(text: HTMLElement, start: number, end: number): Range {
  const range = document.createRange();
  range.setStart(...domPoint(text, start));
  range.setEnd(...domPoint(text, end));
  return range;
}
