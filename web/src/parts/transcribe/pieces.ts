// A turn as it is read: its words in pieces, those that a recogniser was not sure of apart, and the
// signs of its marks between them. Signs are no text: every character on the screen is the turn's.

import { Units } from "../../canvas/units";
import { DOUBTFUL } from "../../lib/cues";

/** Something shown between two characters. */
export interface Sign {
  /** Code point of the text before which it stands. */
  at: number;
  words: string;
}

export interface Piece {
  /** What stands before the words of this piece. */
  sign: string;
  text: string;
  doubtful: boolean;
}

/** Returns the stretches (code points, half-open) that a recogniser was not sure of. */
export function doubts(timings: readonly (readonly number[])[]): [number, number][] {
  return timings.filter(([, , , , sure = -1]) => sure >= 0 && sure < DOUBTFUL).map(([start = 0, end = 0]) => [start, end]);
}

/** Cuts a text where a doubtful stretch or a sign begins or ends. */
export function pieces(text: string, unsure: readonly (readonly [number, number])[], signs: readonly Sign[]): Piece[] {
  if (unsure.length === 0 && signs.length === 0) return text ? [{ sign: "", text, doubtful: false }] : [];
  const units = new Units(text);
  const cuts = new Set([0, units.points]);
  for (const [start, end] of unsure) cuts.add(start).add(end);
  for (const sign of signs) cuts.add(sign.at);
  const places = [...cuts].filter((at) => at >= 0 && at <= units.points).sort((a, b) => a - b);
  const found: Piece[] = [];
  places.forEach((at, i) => {
    const to = places[i + 1] ?? at;
    const sign = signs.filter((one) => one.at === at).map((one) => one.words).join("");
    const words = text.slice(units.toUnits(at), units.toUnits(to));
    if (sign || words) found.push({ sign, text: words, doubtful: unsure.some(([start, end]) => start <= at && to <= end && to > at) });
  });
  return found;
}
