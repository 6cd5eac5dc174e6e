// Which codes answer what was typed, and which are so near to a new name that one should look.

import type { Code } from "../../lib/model";

/** A piece of a name or definition; `hit` where it answers what was typed. */
export interface Piece {
  text: string;
  hit: boolean;
}

export interface Found {
  code: Code;
  name: Piece[];
  /** What of its definition answers, or its beginning; empty where it has none. */
  definition: Piece[];
  /** The older name that answered, of a code that was merged into it or of its own before. */
  once: string;
}

/** Folds case and accents away, sign by sign, so that places in it are places in the text. */
export function plain(text: string): string {
  return [...text].map((sign) => [...sign.normalize("NFKD")][0]?.toLowerCase() ?? sign).join("");
}

const WORD = /[\p{L}\p{N}]+/gu;
const wordsOf = (text: string): string[] => plain(text).match(WORD) ?? [];

/**
 * Returns the codes that answer, best first: by the start of the name, by words in the name, by an
 * older name, by the definition. Every typed word must be found in one of these.
 */
export function rank(codes: readonly Code[], asked: string, once: ReadonlyMap<string, readonly string[]> = new Map(), use: (code: string) => number = () => 0): Found[] {
  const wanted = wordsOf(asked);
  const scored: { found: Found; score: number; use: number }[] = [];
  for (const code of codes) {
    const older = (once.get(code.id) ?? []).find((name) => has(name, wanted)) ?? "";
    const score = scoreOf(code, plain(asked.trim()), wanted, older);
    if (score === 0) continue;
    const found = { code, name: pieces(code.name, wanted), definition: excerpt(code.definition, wanted), once: score === 2 ? older : "" };
    scored.push({ found, score, use: use(code.id) });
  }
  return scored.sort((a, b) => b.score - a.score || b.use - a.use || (a.found.code.name < b.found.code.name ? -1 : 1)).map(({ found }) => found);
}

function scoreOf(code: Code, whole: string, wanted: readonly string[], older: string): number {
  if (wanted.length === 0) return 1;
  if (plain(code.name).startsWith(whole)) return 5;
  if (has(code.name, wanted)) return 4;
  // A longer phrase than the name has: some of its words are enough to be offered.
  const telling = wanted.filter((word) => !SMALL.has(word));
  const some = telling.filter((word) => has(code.name, [word])).length;
  if (some > 0 && some * 2 >= telling.length) return 3;
  if (older) return 2;
  return has(`${code.name} ${code.definition} ${code.include}`, wanted) ? 1 : 0;
}

/** Whether each of the words begins a word of the text. */
function has(text: string, wanted: readonly string[]): boolean {
  const own = wordsOf(text);
  return wanted.length > 0 && wanted.every((word) => own.some((other) => other.startsWith(word)));
}

/** Cuts a text where typed words begin its words. */
export function pieces(text: string, wanted: readonly string[]): Piece[] {
  const signs = [...text];
  const folded = plain(text);
  const found: Piece[] = [];
  let done = 0;
  for (const match of folded.matchAll(WORD)) {
    const word = wanted.filter((asked) => match[0].startsWith(asked)).sort((a, b) => b.length - a.length)[0];
    if (!word) continue;
    // Places in a folded text count signs as the text itself does.
    const start = [...folded.slice(0, match.index)].length;
    if (start > done) found.push({ text: signs.slice(done, start).join(""), hit: false });
    done = start + [...word].length;
    found.push({ text: signs.slice(start, done).join(""), hit: true });
  }
  if (done < signs.length) found.push({ text: signs.slice(done).join(""), hit: false });
  return found;
}

const EXCERPT = 90;

/** The part of a definition in which the first typed word stands, from the start of a sentence or word. */
function excerpt(definition: string, wanted: readonly string[]): Piece[] {
  const all = pieces(definition, wanted);
  const first = all.findIndex((piece) => piece.hit);
  if (first <= 0) return all;
  const before = all.slice(0, first).map((piece) => piece.text).join("");
  if (before.length < EXCERPT / 2) return all;
  const cut = before.slice(-EXCERPT / 2).replace(/^\S*\s/, "");
  return [{ text: `… ${cut}`, hit: false }, ...all.slice(first)];
}

const ENDINGS = /(?:erne|ene|ing|ede|ed|er|en|et|es|s|e)$/;
const stem = (word: string): string => (word.length > 4 ? word.replace(ENDINGS, "") : word);
const SMALL = new Set("the a an of to in is was we i you he she they it us and or for not at on er en et i og at som til for ikke det den de".split(" "));

/**
 * Returns a code whose name is so near to a new one that it may be the same thing, or null: the same
 * stems in any order, most of them shared, or one or two signs apart.
 */
export function nearest(codes: readonly Code[], name: string): Code | null {
  const own = new Set(wordsOf(name).filter((word) => !SMALL.has(word)).map(stem));
  if (own.size === 0) return null;
  let best: { code: Code; near: number } | null = null;
  for (const code of codes) {
    const other = new Set(wordsOf(code.name).filter((word) => !SMALL.has(word)).map(stem));
    const shared = [...own].filter((word) => other.has(word)).length;
    const alike = shared / Math.max(1, Math.min(own.size, other.size));
    const all = shared / Math.max(1, new Set([...own, ...other]).size);
    const [a, b] = [plain(name.trim()), plain(code.name.trim())];
    const typo = Math.max(a.length, b.length) > 4 && distance(a, b) <= (Math.max(a.length, b.length) > 8 ? 2 : 1);
    const near = typo ? 1 : all >= 0.5 ? all : alike >= 1 && shared > 0 ? 0.5 : 0;
    if (near > 0 && (!best || near > best.near)) best = { code, near };
  }
  return best?.code ?? null;
}

/** How many signs must be changed, put in, taken out or swapped with their neighbour. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, (before[j - 2] ?? 0) + 1);
      row.push(value);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
