// Which words of a source others stand for, turn by turn, as the canvas wants them.

import type { Stand } from "../../canvas/source";
import type { Kinds } from "../../lib/model";

type Substitution = Kinds["substitutions"];

/** Returns the accepted substitutions of a source by turn, in order, none over another. */
export function standsIn(all: readonly Substitution[], source: string): Map<string, Stand[]> {
  const found = new Map<string, Stand[]>();
  const put = (turn: string, start: number, end: number, text: string): void => {
    const those = found.get(turn) ?? [];
    those.push({ start, end, text });
    found.set(turn, those);
  };
  for (const one of all) {
    if (one.source !== source || one.status !== "accepted" || one.gone) continue;
    const text = `[${one.substitute}]`;
    // A split turn can leave a name across two of them: both parts are hidden.
    put(one.turn, one.start, one.turn === one.end_turn ? one.end : Number.MAX_SAFE_INTEGER, text);
    if (one.turn !== one.end_turn) put(one.end_turn, 0, one.end, text);
  }
  for (const [turn, those] of found) found.set(turn, settled(those));
  return found;
}

/** What overlaps (two copies of a study that met) becomes one, with the words of the first. */
function settled(those: Stand[]): Stand[] {
  const done: Stand[] = [];
  for (const one of those.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = done.at(-1);
    if (last && one.start < last.end) done[done.length - 1] = { ...last, end: Math.max(last.end, one.end) };
    else done.push(one);
  }
  return done;
}
