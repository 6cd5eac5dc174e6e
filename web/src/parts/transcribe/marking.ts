// The marks that a hand puts while it transcribes, and the key of each.

import type { Key } from "../../lib/words/index.svelte";
import { type MarkKind } from "../../lib/marks";

export interface Marking {
  kind: MarkKind;
  keys: string;
  name: Key;
  /** What is asked before it is put: seconds, or words. */
  asks: Key | null;
}

export const MARKINGS: readonly Marking[] = [
  { kind: "pause", keys: "Alt+P", name: "transcribe.mark.pause", asks: "transcribe.ask.pause" },
  { kind: "overlap", keys: "Alt+O", name: "transcribe.mark.overlap", asks: null },
  { kind: "unclear", keys: "Alt+I", name: "transcribe.mark.unclear", asks: "transcribe.ask.unclear" },
  { kind: "nonverbal", keys: "Alt+V", name: "transcribe.mark.nonverbal", asks: "transcribe.ask.nonverbal" },
  { kind: "emphasis", keys: "Alt+E", name: "transcribe.mark.emphasis", asks: null },
  { kind: "laughter", keys: "Alt+L", name: "transcribe.mark.laughter", asks: null },
  { kind: "cutoff", keys: "Alt+C", name: "transcribe.mark.cutoff", asks: null },
];

const ON_WORDS: ReadonlySet<MarkKind> = new Set<MarkKind>(["overlap", "emphasis"]);
const BETWEEN: ReadonlySet<MarkKind> = new Set<MarkKind>(["pause", "cutoff", "inaudible"]);

/**
 * Returns where a mark goes (code points): the selection, the word at the caret for what is always on
 * words, or a point between two characters; null where there is no word to put it on.
 */
export function placeOf(kind: MarkKind, text: string, [from, to]: readonly [number, number]): [number, number] | null {
  const letters = Array.from(text);
  if (BETWEEN.has(kind)) return [to, to];
  if (from < to || !ON_WORDS.has(kind)) return [from, to];
  const blank = (at: number): boolean => at < 0 || at >= letters.length || /\s/u.test(letters[at] ?? " ");
  let [start, end] = [from, from];
  while (!blank(start - 1)) start -= 1;
  while (!blank(end)) end += 1;
  return start < end ? [start, end] : null;
}

/** Reads seconds as they are typed, with a point or a comma; null where it is none, undefined where nothing is said. */
export function secondsOf(text: string): number | null | undefined {
  if (!text.trim()) return undefined;
  const seconds = Number(text.trim().replace(",", "."));
  return Number.isFinite(seconds) && seconds > 0 && seconds < 3600 ? seconds : null;
}
