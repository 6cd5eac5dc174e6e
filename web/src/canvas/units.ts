// Counting text: the study counts Unicode code points, the browser counts UTF-16 units.
//
// This is the only place where one becomes the other. A text without characters outside the
// Basic Multilingual Plane, which is nearly every turn, needs no table at all.

const WIDE = /[\u{10000}-\u{10ffff}]/u;

/** Offsets of one text in code points ("points") and UTF-16 units ("units"). */
export class Units {
  /** Points at which a character of two units stands, rising; empty for nearly every text. */
  readonly #wide: readonly number[];
  /** Length in code points. */
  readonly points: number;
  /** Length in UTF-16 units. */
  readonly units: number;

  constructor(text: string) {
    this.#wide = WIDE.test(text) ? widePoints(text) : [];
    this.units = text.length;
    this.points = text.length - this.#wide.length;
  }

  /** Gives the UTF-16 offset of a code point offset; outside the text it is the nearer end. */
  toUnits(point: number): number {
    const inside = Math.max(0, Math.min(point, this.points));
    return inside + before(this.#wide, inside);
  }

  /** Gives the code point offset of a UTF-16 offset; inside a character it is its beginning. */
  toPoints(unit: number): number {
    const inside = Math.max(0, Math.min(unit, this.units));
    if (this.#wide.length === 0) return inside;
    let low = 0;
    let high = this.#wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // The k-th wide character ends at its point plus k units for those before it, plus two.
      if ((this.#wide[middle] ?? 0) + middle + 2 <= inside) low = middle + 1;
      else high = middle;
    }
    const point = inside - low;
    const next = this.#wide[low];
    return next !== undefined && point > next ? next : point;
  }
}

function widePoints(text: string): number[] {
  const found: number[] = [];
  let point = 0;
  for (const character of text) {
    if (character.length === 2) found.push(point);
    point += 1;
  }
  return found;
}

/** Returns how many of `rising` are below `value`. */
function before(rising: readonly number[], value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** Counts words as the server does: stretches without white space with a letter or digit. */
export function countWords(text: string): number {
  let words = 0;
  for (const piece of text.split(/\s+/)) if (LETTER_OR_DIGIT.test(piece)) words += 1;
  return words;
}
