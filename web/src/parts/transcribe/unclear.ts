// The places of a transcript that could not be understood, with their times, for another hearing.

import { kindOf, marksOf, type Mark } from "../../lib/marks";
import type { Turn } from "../../lib/model";

export interface Place {
  turn: string;
  mark: Mark;
  /** Second of the session: as noted, else that of the nearest word before, else that of the turn. */
  seconds: number | null;
  /** The doubtful words, or those before the place. */
  words: string;
}

const AROUND = 24;

/** Returns what is unclear or inaudible, in the order of the turns. */
export function unclearPlaces(turns: readonly Turn[]): Place[] {
  return turns.flatMap((turn) => {
    if (turn.marks.length === 0) return [];
    const letters = Array.from(turn.text);
    return marksOf(turn).filter((mark) => ["unclear", "inaudible"].includes(kindOf(mark))).map((mark) => {
      const on = mark.start < mark.end;
      const words = letters.slice(on ? mark.start : Math.max(0, mark.start - AROUND), mark.end).join("").trim();
      return { turn: turn.id, mark, seconds: timeOf(turn, mark), words: on || !words ? words : `… ${words}` };
    });
  });
}

function timeOf(turn: Turn, mark: Mark): number | null {
  if (mark.at >= 0) return mark.at / 1000;
  const before = turn.timings.filter(([start = 0]) => start <= mark.start).at(-1);
  return before?.[2] !== undefined ? before[2] / 1000 : turn.start;
}
