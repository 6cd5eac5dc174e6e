// Who speaks how much in a source.

import { countWords } from "../../canvas/units";

export interface Share {
  turns: number;
  words: number;
}
/** By speaker id; the empty id is text without a speaker. */
export type Talk = ReadonlyMap<string, Share>;

/** Counts turns and words by speaker. */
export function talkOf(turns: { speaker: readonly string[]; text: readonly string[] }): Talk {
  const found = new Map<string, Share>();
  turns.text.forEach((text, i) => {
    const speaker = turns.speaker[i] ?? "";
    const share = found.get(speaker) ?? { turns: 0, words: 0 };
    found.set(speaker, { turns: share.turns + 1, words: share.words + countWords(text) });
  });
  return found;
}

/** Lays shares side by side over a width, each at least one wide; returns left and width of each. */
export function strip(words: readonly number[], width: number, gap = 2): { x: number; width: number }[] {
  const all = words.reduce((sum, n) => sum + n, 0);
  const room = width - gap * Math.max(0, words.length - 1);
  if (all === 0 || room <= words.length) return words.map(() => ({ x: 0, width: 0 }));
  // What the narrowest take beyond their share, the others give in the same proportion.
  const least = 1;
  const over = words.filter((n) => (n / all) * room < least).length * least;
  const rest = words.filter((n) => (n / all) * room >= least).reduce((sum, n) => sum + n, 0);
  let x = 0;
  return words.map((n) => {
    const own = (n / all) * room < least ? least : (n / rest) * (room - over);
    const place = { x, width: own };
    x += own + gap;
    return place;
  });
}
