// Signs: what marks of a turn look like in the transcript, by the convention of its source.
//
// They are drawn as generated text of empty elements, so that the words of a row stay the words of
// its turn: no selection, search or offset ever meets a sign.

import { chosen, marksOf, render, type Convention, type Shown } from "../lib/marks";
import type { Turn } from "./source";
import type { Units } from "./units";

/** A sign, before which UTF-16 unit of the words it stands, and whether it closes something. */
export interface Sign {
  readonly unit: number;
  readonly words: string;
  readonly part: "point" | "opens" | "closes";
}

export class Signs {
  #convention: Convention;
  #language: string;
  /** What was last shown, by turn; a turn that changed is another object. */
  #done = new Map<string, { turn: Turn; shown: Shown; signs?: readonly Sign[] }>();

  constructor(source: { convention?: string; language: string }) {
    this.#convention = chosen(source.convention ?? "");
    this.#language = source.language;
  }

  /** Takes another convention or language; returns whether anything looks different. */
  change(source: { convention?: string; language: string }): boolean {
    const convention = chosen(source.convention ?? "");
    if (convention === this.#convention && source.language === this.#language) return false;
    this.#convention = convention;
    this.#language = source.language;
    this.#done.clear();
    return true;
  }

  of(turn: Turn, units: Units): readonly Sign[] {
    if (!turn.marks?.length) return [];
    const known = this.#known(turn);
    known.signs ??= known.shown.inserted.map(({ at, words, part }) => ({ unit: units.toUnits(at), words, part }));
    return known.signs;
  }

  shown(turn: Turn): string {
    return turn.marks?.length ? this.#known(turn).shown.text : turn.text;
  }

  #known(turn: Turn): { turn: Turn; shown: Shown; signs?: readonly Sign[] } {
    let known = this.#done.get(turn.id);
    if (known?.turn !== turn) {
      const marks = marksOf({ text: turn.text, marks: turn.marks ?? [] });
      known = { turn, shown: render(turn.text, marks, this.#convention, this.#language) };
      this.#done.set(turn.id, known);
    }
    return known;
  }
}

/** An element that shows a sign and holds no words. */
export function signed(sign: Sign): HTMLElement {
  const element = document.createElement("span");
  element.className = "glyph";
  element.dataset.sign = sign.words;
  return element;
}

/** Writes a turn's words with its signs and nothing else. */
export function written(text: HTMLElement, words: string, signs: readonly Sign[]): void {
  if (signs.length === 0) {
    const only = text.firstChild;
    if (only && !only.nextSibling && only.nodeType === Node.TEXT_NODE && only.nodeValue === words) return;
    text.textContent = words;
    return;
  }
  const pieces: (string | HTMLElement)[] = [];
  let done = 0;
  for (const sign of signs) {
    if (sign.unit > done) pieces.push(words.slice(done, sign.unit));
    pieces.push(signed(sign));
    done = sign.unit;
  }
  text.replaceChildren(...pieces, words.slice(done));
}
