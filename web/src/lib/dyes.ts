// Dyes: which of the sixteen colour-and-weave pairs of the style a code wears.
//
// A code keeps its colour as a hex value. Sixteen of these are the dyes themselves (the light
// value of --c1 to --c16), so that a choice made here is also right in an exported file. A code
// whose colour is one of the server's own start values has not been dyed by anybody: it takes
// the dye that is used least among all, and not at all among its siblings.

import type { Code } from "./model";

/** The light value of each dye; index 0 is the undyed thread. */
export const DYES: readonly string[] = [
  "", "#985229", "#972120", "#375102", "#6c3950", "#56347b", "#719a6a", "#1c98e8", "#4990a0",
  "#0c778a", "#56567b", "#7e4caf", "#cf5a3d", "#cb7c0e", "#ba6fc8", "#b84b6a", "#273e9b",
];

// The start values of src/heddle/study/codes.py; they say in which order a code was made, no more.
const START = new Set([
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6bb1", "#7a7a7a", "",
]);

// Neighbours in this order differ in hue and in weave, so that early codes are easy to tell apart.
const ORDER = [9, 13, 3, 2, 5, 7, 12, 6, 11, 10, 15, 8, 1, 16, 14, 4];

/** Returns the number of the dye (0-16) of every code, by id. */
export function dyesOf(codes: Iterable<Code>): Map<string, number> {
  const list = [...codes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = new Map<string, number>();
  const used = new Map<number, number>();
  const inBranch = new Map<string, Set<number>>();
  const take = (code: Code, dye: number): void => {
    found.set(code.id, dye);
    used.set(dye, (used.get(dye) ?? 0) + 1);
    const branch = inBranch.get(code.parent) ?? new Set<number>();
    inBranch.set(code.parent, branch.add(dye));
  };
  const free: Code[] = [];
  const parents = new Set(list.map((code) => code.parent));
  for (const code of list) {
    const chosen = DYES.indexOf(code.colour.toLowerCase());
    if (chosen > 0) take(code, chosen);
    else free.push(code);
  }
  // Branches that only hold other codes come last: their thread is seldom seen.
  free.sort((a, b) => Number(parents.has(a.id)) - Number(parents.has(b.id)));
  for (const code of free) take(code, pick(code, used, inBranch.get(code.parent)));
  return found;
}

function pick(code: Code, used: Map<number, number>, taken: Set<number> | undefined): number {
  const open = ORDER.filter((dye) => !taken?.has(dye));
  if (open.length === 0) return 0;
  const least = Math.min(...open.map((dye) => used.get(dye) ?? 0));
  const rare = open.filter((dye) => (used.get(dye) ?? 0) === least);
  if (START.has(code.colour.toLowerCase())) return rare[0] ?? 0;
  return nearest(code.colour, rare) ?? rare[0] ?? 0;
}

/** Returns the dye among `dyes` that is nearest to a colour brought along by an import. */
function nearest(hex: string, dyes: readonly number[]): number | undefined {
  const wanted = channels(hex);
  if (!wanted) return undefined;
  const far = (dye: number): number => {
    const own = channels(DYES[dye] ?? "") ?? [0, 0, 0];
    return own.reduce((sum, value, i) => sum + (value - (wanted[i] ?? 0)) ** 2, 0);
  };
  return [...dyes].sort((a, b) => far(a) - far(b))[0];
}

function channels(hex: string): number[] | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  return match ? match.slice(1).map((part) => parseInt(part, 16)) : undefined;
}
