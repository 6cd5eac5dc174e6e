// How much of a transcript somebody has heard against the sound, by whom and when.

import { countWords } from "../../canvas/units";
import type { Turn } from "../../lib/model";

export interface Heard {
  /** Words of turns that were heard, and of all turns. */
  words: number;
  of: number;
  /** Whole per cent; 100 only where all of it was heard. */
  percent: number;
  /** Ids of the members who heard it, the one who heard most first. */
  by: string[];
  /** Day of the last check, as ISO 8601 has it; "" where there is none. */
  last: string;
  /** Turns that are left. */
  left: number;
}

const counted = new WeakMap<Turn, number>();

function wordsOf(turn: Turn): number {
  let words = counted.get(turn);
  if (words === undefined) counted.set(turn, (words = turn.withdrawn ? 0 : countWords(turn.text)));
  return words;
}

/** Counts what was heard; turns without words count for nothing. */
export function heardOf(turns: readonly Turn[]): Heard {
  const by = new Map<string, number>();
  let [words, of, left, last] = [0, 0, 0, ""];
  for (const turn of turns) {
    const own = wordsOf(turn);
    of += own;
    if (!turn.heard) {
      if (own) left += 1;
      continue;
    }
    words += own;
    by.set(turn.heard, (by.get(turn.heard) ?? 0) + own);
    if (turn.heard_on > last) last = turn.heard_on;
  }
  const percent = of === 0 ? 0 : words === of ? 100 : Math.min(99, Math.floor((100 * words) / of));
  return { words, of, percent, by: [...by].sort((a, b) => b[1] - a[1]).map(([member]) => member), last, left };
}
