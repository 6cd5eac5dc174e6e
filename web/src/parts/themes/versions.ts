// Two versions of a theme side by side: what was said then and later, what came in and what went out.

/** A step that changed a theme, as GET /themes/{id}/versions tells it. */
export interface Moment {
  seq: number;
  /** UTC, ISO 8601. */
  when: string;
  who: string;
  operation: string;
}

/** A theme as it stood after a step. */
export interface Version {
  seq: number;
  there: boolean;
  stage: string;
  texts: Record<string, string>;
  /** Id -> name, or id -> words. */
  codes: Record<string, string>;
  quotes: Record<string, string>;
}

export const TEXTS = ["name", "central_idea", "description", "includes", "excludes", "rationale"] as const;
export type TextName = (typeof TEXTS)[number];

export interface Moved {
  came: { id: string; name: string }[];
  went: { id: string; name: string }[];
  kept: number;
}

export interface Comparison {
  /** The texts that either version has; `changed` where they differ. */
  texts: { name: TextName; then: string; now: string; changed: boolean }[];
  /** The stage of both, where it differs. */
  stage: boolean;
  codes: Moved;
  quotes: Moved;
  same: boolean;
}

/** A stretch of words that both texts have, or only one of them. */
export interface Piece {
  text: string;
  own: boolean;
}

/** Returns what differs between an earlier and a later version. */
export function compared(then: Version, now: Version): Comparison {
  const texts = TEXTS.map((name) => ({ name, then: then.texts[name] ?? "", now: now.texts[name] ?? "" }))
    .filter((one) => one.then || one.now || one.name === "central_idea")
    .map((one) => ({ ...one, changed: one.then !== one.now }));
  const codes = moved(then.codes, now.codes);
  const quotes = moved(then.quotes, now.quotes);
  const stage = then.stage !== now.stage;
  const still = [codes, quotes].every((one) => one.came.length + one.went.length === 0);
  return { texts, stage, codes, quotes, same: still && !stage && then.there === now.there && !texts.some((one) => one.changed) };
}

function moved(then: Record<string, string>, now: Record<string, string>): Moved {
  const only = (from: Record<string, string>, other: Record<string, string>) =>
    Object.entries(from).filter(([id]) => !(id in other)).map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  return { came: only(now, then), went: only(then, now), kept: Object.keys(now).filter((id) => id in then).length };
}

/** The longest text that is compared word by word: two of them make a table of a million cells. */
const MOST = 1000;

/** Returns a text in stretches: those that the other text has in the same order, and its own. */
export function pieces(text: string, other: string): Piece[] {
  const words = (one: string): string[] => one.match(/\s*\S+/g) ?? [];
  const [mine, theirs] = [words(text), words(other)];
  if (mine.length > MOST || theirs.length > MOST) return text ? [{ text, own: text !== other }] : [];
  const shared = common(mine.map((word) => word.trim()), theirs.map((word) => word.trim()));
  const found: Piece[] = [];
  mine.forEach((word, i) => {
    const own = !shared.has(i);
    const last = found.at(-1);
    if (last?.own === own) last.text += word;
    else found.push({ text: word, own });
  });
  return found;
}

/** The places in `a` of a longest common subsequence with `b`, by the usual table of lengths. */
function common(a: readonly string[], b: readonly string[]): Set<number> {
  const wide = b.length + 1;
  const table = new Uint16Array((a.length + 1) * wide);
  const at = (i: number, j: number): number => table[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      kept.add(i);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return kept;
}
