// Finding words in one source.

import type { Model } from "./model";

export interface FindOptions {
  whole?: boolean;
}

/** A place where the words were found, in UTF-16 units of its turn. */
export interface Hit {
  readonly turn: string;
  readonly start: number;
  readonly end: number;
}

/** Returns where words stand, in the order of the text; capitals make no difference. */
export function find(model: Model, asked: string, options: FindOptions = {}): Hit[] {
  const pattern = patternOf(asked, options);
  if (!pattern) return [];
  const hits: Hit[] = [];
  for (const turn of model.turns) {
    for (const match of turn.text.matchAll(pattern)) {
      hits.push({ turn: turn.id, start: match.index, end: match.index + match[0].length });
    }
  }
  return hits;
}

/** Returns the pattern of what was typed, or null where nothing was. */
export function patternOf(asked: string, options: FindOptions = {}): RegExp | null {
  const parts = asked.trim().split(/\s+/).filter(Boolean).map((part) => part.replace(/[.*+?^${}()|[\]\\/-]/g, (sign) => (sign === "-" ? "\\x2d" : `\\${sign}`)));
  if (parts.length === 0) return null;
  const body = parts.join("\\s+");
  return new RegExp(options.whole ? `(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])` : body, "giu");
}

/** Returns the first hit at or after a place, by its number; 0 where there is none after. */
export function nearest(model: Model, hits: readonly Hit[], turn: string, unit: number): number {
  const place = model.place(turn);
  const found = hits.findIndex((hit) => {
    const at = model.place(hit.turn);
    return at > place || (at === place && hit.start >= unit);
  });
  return Math.max(0, found);
}
