// Marks: the words of one row with its flat segments, and the way between a place in the text
// and a place in the document.

import type { Model } from "./model";
import { segments, type Part, type Segment } from "./segments";
import type { CanvasWords, CodeLook, Coding, Turn } from "./source";

export interface Dress {
  look(code: string): CodeLook;
  /** The code that is lifted, or "". */
  lifted: string;
  /** Marks say where codings begin and end. */
  aloud: boolean;
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
  if (cut.length === 0) {
    bare(text, turn.text);
    return;
  }
  const pieces: (string | HTMLElement)[] = [];
  let done = 0;
  for (const segment of cut) {
    if (segment.start > done) pieces.push(turn.text.slice(done, segment.start));
    pieces.push(markOf(segment, turn.text.slice(segment.start, segment.end), model, turn, dress));
    done = segment.end;
  }
  if (done < turn.text.length) pieces.push(turn.text.slice(done));
  text.replaceChildren(...pieces);
}

/** Takes the marks off. */
export function bare(text: HTMLElement, words: string): void {
  const only = text.firstChild;
  if (only && !only.nextSibling && only.nodeType === Node.TEXT_NODE && only.nodeValue === words) return;
  text.textContent = words;
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
